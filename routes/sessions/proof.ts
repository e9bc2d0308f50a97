import { createHmac, timingSafeEqual } from 'node:crypto'

/** A form's token with the proof for whom the form was made, which can be read when the session is gone. */
export const provenToken = (token: string, operatorId: string | undefined, key: string) =>
  operatorId === undefined ? token : `${token}.${operatorId}.${proof(token, operatorId, key)}`

/** The session's part of it. */
export const tokenIn = (proven: string) => proven.split('.', 1)[0] ?? ''

/**
 * The operator for whom the form was made. Stops another site, or a stranger without a page of ours, from laying words
 * into somebody's form, and from filling the table of sessions.
 */
export const madeFor = (proven: unknown, key: string): string | undefined => {
  if (typeof proven !== 'string' || proven.length > 200) return undefined
  const [token = '', operatorId = '', given = ''] = proven.split('.')
  const due = Buffer.from(proof(token, operatorId, key))
  const got = Buffer.from(given)
  return got.length === due.length && timingSafeEqual(got, due) ? operatorId : undefined
}

const proof = (token: string, operatorId: string, key: string) =>
  createHmac('sha256', key).update(`form ${operatorId} ${token}`).digest('base64url').slice(0, 22)
