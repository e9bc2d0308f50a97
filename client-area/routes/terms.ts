import { type Request, type Response, Router } from 'express'
import { english } from '../languages.ts'
import { speechIn } from '../speech.ts'
import { askingOf, showPage } from './pages.ts'
import type { Services } from './services.ts'
import type { Sessions } from './sessions.ts'

/** The terms of sale, for everybody: a help desk links to them beside its Purchase buttons. */
export const termsRoutes = (services: Services, sessions: Sessions) => {
  const showTerms = async (req: Request, res: Response) => {
    const asking = askingOf(req, res, await sessions.personOf(req, res))
    showPage(services, asking, 'terms/page.njk', {
      title: asking.speech.t('terms.title'),
      version: services.termsVersion,
      // what a purchase accepts; the others are translations of it
      original: speechIn(english).t,
    })
  }
  return Router().get('/terms', showTerms)
}
