import type { Request } from 'express'
import type { Services } from './services.ts'

/** What is wrong with a form: message keys by field; empty when it may be used. */
export type FormErrors = Record<string, string>

export const hasAny = (errors: FormErrors) => Object.keys(errors).length > 0

/** One text of a form; empty when it is missing or comes several times. */
export const textIn = (req: Request, name: string): string => {
  const value: unknown = req.body?.[name]
  return typeof value === 'string' ? value : ''
}

// Direction overrides turn what follows: with them, or a line break, one name could look like another in the record.
const unseen = /[\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu

/** One line of a form, without what can't be seen. */
export const lineIn = (req: Request, name: string): string => textIn(req, name).replace(unseen, ' ').trim()

/** All values of check boxes with one name. */
export const textsIn = (req: Request, name: string): string[] => {
  const value: unknown = req.body?.[name]
  const all: unknown[] = Array.isArray(value) ? value : [value]
  return all.filter(one => typeof one === 'string')
}

/**
 * A path of this panel, or nothing. Stops an open redirect: `//evil`, `/\evil`, control characters that browsers drop,
 * other schemes and other origins lead away from here.
 */
export const ownPath = (value: unknown, { settings, paths }: Pick<Services, 'settings' | 'paths'>) => {
  if (typeof value !== 'string' || value.length > 2000) return undefined
  // what is not plain printable ASCII has no business in a path that we made
  if (!/^\/(?![/\\])[\x21-\x7e]*$/.test(value) || value.includes('\\')) return undefined
  const { origin } = settings.publicUrl
  const url = URL.canParse(value, origin) ? new URL(value, origin) : undefined
  if (url?.origin !== origin || !`${url.pathname}/`.startsWith(`${paths.base}/`)) return undefined
  const path = url.pathname + url.search
  // dot segments may have left two slashes in front
  return path.startsWith('//') ? undefined : path
}
