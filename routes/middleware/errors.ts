import { randomUUID } from 'node:crypto'
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express'
import { type DiskTrouble, diskTroubleOf } from '../../marketplace/disk-trouble.ts'
import { formatsFor } from '../../marketplace/formats.ts'
import { translateInto } from '../../marketplace/messages.ts'
import type { Services } from '../services.ts'
import { layoutFor } from './layout.ts'

export type Problem = 'not-found' | 'not-allowed' | 'stale-form' | 'too-large' | 'disk' | 'broken'

/** A page that names the problem and the next step; htmx gets the same blocks without the document. */
export const showProblem = (
  res: Response,
  status: number,
  problem: Problem,
  details: Record<string, string> = {},
) => res.status(status).render(`errors/${problem}`, { details })

export const notFound: RequestHandler = (_req, res) => {
  showProblem(res, 404, 'not-found')
}

/** The one place where a thrown error becomes a page and a log line; the page carries the line's number, nothing else. */
export const errors =
  ({ log, languages }: Services): ErrorRequestHandler =>
  (error, req, res, _next) => {
    if (res.headersSent) {
      log.error({ err: error, method: req.method, path: req.path }, 'request failed while it was answered')
      req.socket.destroy()
      return
    }
    // an error that came before sign-in and language were known: the plainest page, in English
    if (!('t' in res.locals)) Object.assign(res.locals, plainest(req, languages.english))
    const status = statusOf(error)
    if (status === 413) return showProblem(res, 413, 'too-large')
    if (status < 500) return showProblem(res, status, 'not-found')
    const reference = randomUUID().slice(0, 8)
    log.error({ err: error, reference, method: req.method, path: req.path }, 'request failed')
    const trouble = diskTroubleOf(error)
    if (trouble) return showProblem(res, diskStatus[trouble], 'disk', { trouble, reference })
    showProblem(res, 500, 'broken', { reference })
  }

const plainest = (req: Request, english: Services['languages']['english']) => ({
  viewer: null,
  menu: [],
  administration: [],
  news: [],
  language: english,
  layout: layoutFor(req),
  t: translateInto(english, english),
  format: formatsFor(english.code, 'UTC'),
})

const statusOf = (error: unknown) => {
  const status = error instanceof Error && 'status' in error ? error.status : undefined
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500
}

const diskStatus: Record<DiskTrouble, number> = { full: 507, 'read-only': 500, failing: 500 }
