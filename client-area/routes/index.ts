import express from 'express'
import { accountRoutes } from './account.ts'
import { apiRoutes } from './api.ts'
import { cardRoutes } from './cards.ts'
import { interactionRoutes } from './interactions.ts'
import { invoiceRoutes } from './invoices.ts'
import { languageRoutes } from './languages.ts'
import { licenceRoutes } from './licences.ts'
import { errorPage, notFound } from './middleware/errors.ts'
import { sameOriginOnly } from './middleware/forms.ts'
import { securityHeaders } from './middleware/headers.ts'
import { openApi } from './openapi.ts'
import type { Services } from './services.ts'
import { sessionsOf } from './sessions.ts'
import { signInRoutes } from './sign-in.ts'
import { stylesOf } from './styles.ts'
import { subscriptionRoutes } from './subscriptions.ts'
import { termsRoutes } from './terms.ts'
import { visitsOf } from './visits.ts'

/** What happens to a request, in order. */
export const createClientArea = (services: Services) => {
  const { publicUrl, styles } = services
  const https = publicUrl.protocol === 'https:'
  const sessions = sessionsOf(services)
  const visits = visitsOf(services, sessions)
  const site = express.Router()

  site.use(securityHeaders(https))
  site.get(styles.path, stylesOf(styles.text))
  site.get('/assets/icon.svg', (_, res) =>
    res.set('Cache-Control', 'public, max-age=86400').type('svg').send(services.icon),
  )
  site.get('/api/openapi.json', (_, res) => res.json(openApi(publicUrl.href.replace(/\/$/, ''))))
  site.use('/api/v1', apiRoutes(services))
  site.use((req, res, next) => (isForProvider(req.path) ? services.provider.handle(req, res) : next()))
  site.use(sameOriginOnly(publicUrl))
  site.use(express.urlencoded({ extended: false, limit: '10kb', parameterLimit: 20 }))
  site.use(signInRoutes(services, sessions), interactionRoutes(services, sessions))
  site.use(accountRoutes(services, visits), licenceRoutes(services, visits), cardRoutes(services, visits))
  site.use(invoiceRoutes(services, visits), subscriptionRoutes(services, visits))
  site.use(termsRoutes(services, sessions), languageRoutes(services, sessions))
  site.use(notFound)
  site.use(errorPage(services))

  const app = express()
  app.disable('x-powered-by').set('https', https).set('trust proxy', proxiesIn(services.trustProxy))
  app.use(publicUrl.pathname, site)
  app.use(securityHeaders(https), notFound, errorPage(services))
  return app
}

const isForProvider = (path: string) => path.startsWith('/oauth/') || path.startsWith('/.well-known/')

const proxiesIn = (setting: string | undefined) =>
  setting !== undefined && /^\d+$/.test(setting) ? Number(setting) : (setting ?? false)
