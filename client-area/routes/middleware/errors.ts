import { randomUUID } from 'node:crypto'
import type { ErrorRequestHandler, RequestHandler } from 'express'
import { z } from 'zod'
import { policy } from './headers.ts'
import type { Services } from '../services.ts'

/** A request that is answered with a page saying why not and what to do. */
export class Refused extends Error {
  readonly status: number
  readonly next: string
  constructor(status: number, title: string, next: string) {
    super(title)
    this.status = status
    this.next = next
  }
}

export const notFound: RequestHandler = req => {
  throw new Refused(404, 'There is no such page', `Nothing is at ${req.path.slice(0, 100)}.`)
}

const httpError = z.object({ status: z.int().min(400).max(499) })

/** Every failure becomes one page; what happened inside goes to the log only, under a reference. */
export const errorPage =
  ({ render, log }: Services): ErrorRequestHandler =>
  (error, req, res, next) => {
    if (res.headersSent) return next(error)
    res.set('Content-Security-Policy', policy())
    if (error instanceof Refused && error.status === 403)
      log.warn({ method: req.method, path: req.path, address: req.ip }, `Refused: ${error.message}`)
    if (error instanceof Refused)
      return res
        .status(error.status)
        .type('html')
        .send(render('errors/page.njk', { title: error.message, text: error.next }))
    const known = httpError.safeParse(error)
    if (known.success) return res.status(known.data.status).type('html').send(unreadable(render))
    const reference = randomUUID().slice(0, 8)
    log.error({ reference, error }, 'A request failed')
    return res.status(500).type('html').send(broken(render, reference))
  }

const unreadable = (render: Services['render']) =>
  render('errors/page.njk', {
    title: 'This request can’t be read',
    text: 'It is too large or not a form of the client area. Go back, reload the page and try again.',
  })

const broken = (render: Services['render'], reference: string) =>
  render('errors/page.njk', {
    title: 'Something went wrong here',
    text: 'Nothing you did wrong. Try again in a minute.',
    reference,
  })
