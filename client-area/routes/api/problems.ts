import type { ErrorRequestHandler } from 'express'
import { z } from 'zod'
import type { Problem, ProblemCode } from '../../../contracts/marketplace-api.ts'
import type { Services } from '../services.ts'

/** What each code means and the status it comes with; both stay the same for ever. */
export const problems: Record<ProblemCode, { status: number; title: string }> = {
  missing_token: { status: 401, title: 'An access token is needed' },
  invalid_token: { status: 401, title: 'The access token is not valid (any more)' },
  insufficient_scope: { status: 403, title: 'The access token lacks a scope' },
  not_owner: { status: 403, title: 'The person who logged in does not own this licence' },
  not_entitled: { status: 403, title: 'This licence is not entitled to that release' },
  not_found: { status: 404, title: 'There is no such resource' },
  method_not_allowed: { status: 405, title: 'The resource does not take this method' },
  invalid_request: { status: 400, title: 'The request can’t be read' },
  key_missing: { status: 400, title: 'The header Idempotency-Key is needed' },
  key_in_use: { status: 409, title: 'A request with this Idempotency-Key is still under way' },
  key_reused: { status: 422, title: 'This Idempotency-Key belongs to another request' },
  withdrawn: { status: 409, title: 'This purchase was withdrawn before it arrived; nothing was charged' },
  licence_inactive: { status: 409, title: 'The licence is suspended or expired' },
  already_entitled: { status: 409, title: 'This licence is already entitled to the add-on' },
  already_paid: { status: 409, title: 'This is paid already' },
  not_free: { status: 409, title: 'This add-on is not free' },
  not_recurring: { status: 409, title: 'This right is not a subscription: there is nothing to cancel' },
  too_large: { status: 413, title: 'The request is too large' },
  unsupported_media_type: { status: 415, title: 'The body must be plain JSON (application/json)' },
  too_many_requests: { status: 429, title: 'Too many requests' },
  server_error: { status: 500, title: 'Something went wrong here' },
}

/** An answer that is not what was asked for; `code` stays the same, so that programs can tell them apart. */
export class ApiProblem extends Error {
  readonly code: ProblemCode
  readonly headers: Record<string, string>
  constructor(code: ProblemCode, detail = '', headers: Record<string, string> = {}) {
    super(detail)
    this.code = code
    this.headers = headers
  }
}

const written = ({ code, message }: ApiProblem): Problem => ({
  type: `urn:souk:problem:${code}`,
  ...problems[code],
  code,
  ...(message === '' ? {} : { detail: message }),
})

/** Turns every failure into problem details (RFC 9457); what happened inside goes to the log only. */
export const problemReply =
  ({ log }: Pick<Services, 'log'>): ErrorRequestHandler =>
  (error, req, res, next) => {
    const problem = problemIn(error)
    if (problem.code === 'server_error') log.error({ error, path: req.path }, 'An API request failed')
    if (res.headersSent) return next(error)
    res.removeHeader('Content-Length')
    res.set(problem.headers).status(problems[problem.code].status)
    res.type('application/problem+json').send(JSON.stringify(written(problem)))
  }

const httpError = z.object({ status: z.int().min(400).max(499) })
const codes: Record<number, ProblemCode> = { 413: 'too_large', 415: 'unsupported_media_type' }

const problemIn = (error: unknown) => {
  if (error instanceof ApiProblem) return error
  const known = httpError.safeParse(error)
  if (!known.success) return new ApiProblem('server_error')
  const code = codes[known.data.status] ?? 'invalid_request'
  return new ApiProblem(code, code === 'invalid_request' ? 'It is not well-formed.' : '')
}
