import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Request, RequestHandler, Response } from 'express'
import { z } from 'zod'
import type { Vault } from '../../vault.ts'
import { Refused } from './errors.ts'

const nameOf = (secure: boolean) => `${secure ? '__Host-' : ''}souk_client_area_form`

/**
 * The token of this browser's forms: made from a cookie that other sites can neither read nor set, and from who is
 * signed in, so that a form shown to one person can't be sent as another.
 */
export const formToken = (req: Request, res: Response, vault: Vault, personId: string | undefined) => {
  const known = cookieOf(req)
  const value = known ?? randomBytes(24).toString('base64url')
  const secure = isSecure(req)
  if (!known) res.cookie(nameOf(secure), value, { httpOnly: true, sameSite: 'lax', secure, path: '/' })
  return tokenFrom(value, vault, personId)
}

const isSecure = ({ app }: Request) => app.get('https') === true
const tokenFrom = (value: string, vault: Vault, personId = '') => vault.sign(`${value} ${personId}`, 'forms')

const cookieOf = (req: Request) =>
  req.headers.cookie
    ?.split(';')
    .map(pair => pair.trim())
    .find(pair => pair.startsWith(`${nameOf(isSecure(req))}=`))
    ?.split('=')[1]

/** stops another site's form: the browser's own word first, else the address it came from; text browsers send neither */
export const sameOriginOnly =
  (publicUrl: URL): RequestHandler =>
  (req, _, next) => {
    if (req.method !== 'POST' || isFromHere(req, publicUrl)) return next()
    throw new Refused(403, 'errors.foreign-form')
  }

const isFromHere = (req: Request, publicUrl: URL) => {
  const site = req.get('sec-fetch-site')
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  const origin = req.get('origin')
  return origin === undefined || origin === publicUrl.origin
}

/** Checks the form's token; throws the page that says what to do. */
export const checkToken = (req: Request, vault: Vault, personId: string | undefined) => {
  const value = cookieOf(req)
  const given = Buffer.from(readForm(req)['token'] ?? '')
  const expected = Buffer.from(value ? tokenFrom(value, vault, personId) : '')
  if (value && given.length === expected.length && timingSafeEqual(given, expected)) return
  throw new Refused(403, 'errors.old-form')
}

/** The form's fields that are plain text; repeated and nested ones are left out. */
export const readForm = (req: Request): Record<string, string> => {
  const body = z.record(z.string(), z.unknown()).safeParse(req.body)
  const fields = Object.entries(body.data ?? {})
  return Object.fromEntries(fields.filter((field): field is [string, string] => typeof field[1] === 'string'))
}
