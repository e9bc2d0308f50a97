import { type Request, type Response, Router } from 'express'
import { showPage } from './pages.ts'
import type { Services } from './services.ts'
import type { Sessions } from './sessions.ts'

/** The terms of sale, for everybody: a help desk links to them beside its Purchase buttons. */
export const termsRoutes = (services: Services, sessions: Sessions) => {
  const showTerms = async (req: Request, res: Response) => {
    const person = await sessions.personOf(req, res)
    showPage(services, { req, res, person }, 'terms/page.njk', {
      title: 'Terms of sale',
      version: services.termsVersion,
    })
  }
  return Router().get('/terms', showTerms)
}
