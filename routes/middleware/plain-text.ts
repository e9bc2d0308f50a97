import type { RequestHandler } from 'express'
import { showProblem } from './errors.ts'

/** Stops a NUL sign in an address or a form: PostgreSQL stores none, so it would come back as an error of ours. */
export const plainText: RequestHandler = (req, res, next) => {
  const typed: unknown[] = Object.values(req.body ?? {}).flat()
  const holdsNul =
    req.originalUrl.includes('%00') || typed.some(text => typeof text === 'string' && text.includes('\0'))
  if (holdsNul) showProblem(res, 400, 'not-found')
  else next()
}
