import compression from 'compression'
import express, { type Express, Router } from 'express'
import { activityRoutes } from './activity.ts'
import { addonRoutes } from './addons.ts'
import { cancellationRoutes } from './cancellations.ts'
import { catalogueRoutes } from './catalogue.ts'
import { connectionRoutes } from './connection.ts'
import { firstOperatorRoutes } from './first-operator.ts'
import { firstStepRoutes } from './first-steps.ts'
import { helpRoutes } from './help.ts'
import { inboxRoutes } from './inbox.ts'
import { installationRoutes } from './installations.ts'
import { hookRoutes } from './hooks.ts'
import { makeAssets } from './middleware/assets.ts'
import { csrf, csrfToken } from './middleware/csrf.ts'
import { errors, notFound } from './middleware/errors.ts'
import { guard } from './middleware/guard.ts'
import { securityHeaders } from './middleware/headers.ts'
import { layout } from './middleware/layout.ts'
import { locale } from './middleware/locale.ts'
import { menu } from './middleware/menu.ts'
import { news } from './middleware/news.ts'
import { oneHost } from './middleware/one-host.ts'
import { plainText } from './middleware/plain-text.ts'
import { savedBeforeRedirect } from './middleware/redirect.ts'
import { said } from './middleware/said.ts'
import { sessionFor } from './middleware/session.ts'
import { signedIn } from './middleware/signed-in.ts'
import { typed } from './middleware/typed.ts'
import { operatorRoutes } from './operators.ts'
import { profileRoutes } from './profile.ts'
import { roleRoutes } from './roles.ts'
import { operationRoutes } from './operations.ts'
import { panelSettingRoutes } from './panel-settings.ts'
import { pageRoutes } from './pages.ts'
import { pictureRoutes } from './pictures.ts'
import { previewRoutes } from './previews.ts'
import { purchaseRoutes } from './purchases.ts'
import { safeModeRoutes } from './safe-mode.ts'
import type { Services } from './services.ts'
import { settingRoutes } from './settings.ts'
import { sessionRoutes } from './sessions.ts'
import { statusRoutes } from './status.ts'
import { updateRoutes } from './updates.ts'
import { manyUpdateRoutes } from './updates/many.ts'
import { policyRoutes } from './updates/policy.ts'
import { useViews } from './views.ts'
import { webhookRoutes } from './webhooks.ts'

/** What happens to a request, in order. */
export const createPanel = (services: Services): Express => {
  const { settings, paths } = services
  const assets = makeAssets(paths.base)
  const app = express()
  app.disable('x-powered-by')
  app.enable('case sensitive routing')
  // the last resort of Express shows stack traces in any other environment
  app.set('env', 'production')
  if (settings.trustProxy) app.set('trust proxy', trusted(settings.trustProxy))
  useViews(app, services, assets)

  const panel = Router({ caseSensitive: true })
  panel.use(assets.serve)
  panel.use(compression())
  panel.use(securityHeaders(services))
  panel.use(oneHost(services))
  panel.use(webhookRoutes(services))
  panel.use(hookRoutes(services))
  panel.use(sessionFor(services))
  panel.use(savedBeforeRedirect)
  panel.use(signedIn(services))
  panel.use(layout)
  panel.use(locale(services))
  panel.use(news(services))
  panel.use(menu(services))
  panel.use(said)
  panel.use(csrfToken(services))
  panel.use(typed(services))
  panel.use(guard(services))
  panel.use(express.urlencoded({ extended: false, limit: '100kb', parameterLimit: 500 }))
  panel.use(plainText)
  panel.use(csrf(services))
  for (const routes of rooms) panel.use(routes(services))
  panel.use(notFound)

  app.use(paths.base || '/', panel)
  app.use((_req, res) => res.status(404).type('text').send('There is nothing at this address.\n'))
  app.use(errors(services))
  return app
}

const rooms: ((services: Services) => Router)[] = [
  sessionRoutes,
  firstOperatorRoutes,
  operatorRoutes,
  roleRoutes,
  panelSettingRoutes,
  profileRoutes,
  helpRoutes,
  firstStepRoutes,
  addonRoutes,
  updateRoutes,
  manyUpdateRoutes,
  policyRoutes,
  purchaseRoutes,
  cancellationRoutes,
  pictureRoutes,
  catalogueRoutes,
  inboxRoutes,
  activityRoutes,
  installationRoutes,
  settingRoutes,
  operationRoutes,
  pageRoutes,
  connectionRoutes,
  statusRoutes,
  safeModeRoutes,
  previewRoutes,
]

const trusted = (value: string) => (/^\d+$/.test(value) ? Number(value) : value)
