import { randomUUID } from 'node:crypto'
import type { ErrorRequestHandler, Request, RequestHandler } from 'express'
import { z } from 'zod'
import type { Values } from '../../messages.ts'
import { sayLanguage } from '../pages.ts'
import type { Services } from '../services.ts'
import { policy } from './headers.ts'
import { speechOf } from './languages.ts'

/** A request that is answered with a page: the message says why not, and the one named with `-text` what to do. */
export class Refused extends Error {
  readonly status: number
  readonly values: Values
  constructor(status: number, message: string, values: Values = {}) {
    super(message)
    this.status = status
    this.values = values
  }
}

/** Nothing is there, or nothing that this person may know of. */
export const lost = (req: Request) =>
  new Refused(404, 'errors.not-found', { address: req.path.slice(0, 100) })

export const notFound: RequestHandler = req => {
  throw lost(req)
}

const httpError = z.object({ status: z.int().min(400).max(499) })

/** Every failure becomes one page; what happened inside goes to the log only, under a reference. */
export const errorPage = (services: Services): ErrorRequestHandler => {
  const { log } = services
  return (error, req, res, next) => {
    if (res.headersSent) return next(error)
    res.set('Content-Security-Policy', policy())
    const { status, key, values, reference } = troubleOf(error)
    if (status === 403) log.warn({ method: req.method, path: req.path, address: req.ip }, `Refused: ${key}`)
    if (reference !== undefined) log.error({ reference, error }, 'A request failed')
    const speech = speechOf(req)
    const data = { title: speech.t(key), text: speech.t(`${key}-text`, values), reference }
    return sayLanguage(res, speech)
      .status(status)
      .type('html')
      .send(services.render('errors/page.njk', data, speech))
  }
}

interface Trouble {
  status: number
  /** of the message */
  key: string
  values: Values
  /** under which the log has more */
  reference?: string
}

const troubleOf = (error: unknown): Trouble => {
  if (error instanceof Refused) return { status: error.status, key: error.message, values: error.values }
  const known = httpError.safeParse(error)
  if (known.success) return { status: known.data.status, key: 'errors.unreadable', values: {} }
  return { status: 500, key: 'errors.broken', values: {}, reference: randomUUID().slice(0, 8) }
}
