import express, { type ErrorRequestHandler, type Request, type Response, Router } from 'express'
import { networkOf } from '../marketplace/sign-in.ts'
import { askedFor, requestOf } from './hooks/asked.ts'
import { showAnswer, showAway } from './hooks/answers.ts'
import { locale } from './middleware/locale.ts'
import { addresses, asSpelled } from './paths.ts'
import type { Services } from './services.ts'

const most = '100kb'
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

/**
 * Public addresses of add-ons: no session, no cookie, no token of ours; each checks for itself who asks. They stand
 * before everything that knows operators.
 */
export const hookRoutes = (services: Services): Router => {
  const { paths } = services
  const speak = locale(services)
  const read = express.raw({ type: () => true, limit: most, inflate: false })

  const answer = async (req: Request<{ slug: string }>, res: Response) => {
    const { slug } = req.params
    res.locals.viewer = null
    res.locals.revisions = {}
    // for a page that says what went wrong
    res.locals.layout = 'layouts/public.njk'
    await new Promise<void>((done, failed) => {
      void speak(req as Request, res, (error?: unknown) => (error ? failed(error) : done()))
    })
    res.set('Cache-Control', 'no-store')
    if (!methods.includes(req.method))
      return showAway(req, res.set('Allow', methods.join(', ')), 405, 'unknown')
    const network = networkOf(req.ip ?? '')
    const reply = await services.code.hook(slug, network, requestOf(req, services, network))
    switch (reply.kind) {
      case 'unknown':
        return showAway(req, res, 404, 'unknown')
      case 'off':
        return showAway(req, res, 410, 'off')
      case 'failed':
        return showAway(req, res, 502, 'failed')
      case 'refused':
        return showAway(req, res.set('Retry-After', '60'), 429, 'refused')
      case 'later':
        return showAway(req, res.set('Retry-After', String(reply.seconds)), 503, 'later')
      case 'answer':
        return showAnswer(paths.hook(slug), askedFor(req, paths.base).path, reply.answer, res)
    }
  }

  const router = Router({ ...asSpelled, strict: false })
  const { pattern } = addresses.hook
  router.get(pattern, read, answer, tooMuch)
  router.post(pattern, read, answer, tooMuch)
  // everything below it, and every other method
  router.use(pattern, read, answer, tooMuch)
  return router
}

const tooMuch: ErrorRequestHandler = (error, _req, res, next) => {
  const status = error instanceof Error && 'status' in error ? error.status : undefined
  if (status !== 413 && status !== 415 && status !== 400) return next(error)
  res.status(status).type('text').send('This address takes up to 100 KB, as it is.\n')
}
