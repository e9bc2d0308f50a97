import { placeholderOf } from '../../contracts/addon-api.ts'
import type { SecretSettings } from './secret-settings.ts'

interface Needs {
  secrets: Pick<SecretSettings, 'names'>
  signatureOf: (addon: string, text: string) => string
}

/** What stands for the secrets of one add-on; `signatureOf` makes what nobody else can. */
export const placeholdersOf =
  (signatureOf: Needs['signatureOf'], addon: string) =>
  (name: string): string =>
    // in the name of no add-on, so that none can have it signed
    placeholderOf(name, signatureOf(`${addon} secret`, name).slice(0, 16))

/** What stands for each of its secrets that are kept. */
export const allPlaceholders = async ({ secrets, signatureOf }: Needs, addon: string) =>
  (await secrets.names(addon)).map(placeholdersOf(signatureOf, addon))

/**
 * Makes what others wrote harmless on its way to add-on code: whatever it does with a text, nothing in it stands for a
 * secret. Nobody guesses a placeholder; this stops one that somebody got to see.
 */
export const disarmed = (text: string, placeholders: readonly string[]) =>
  placeholders.reduce((all, placeholder) => all.replaceAll(tagOf(placeholder), 'not-a-secret'), text)

/** The same of all texts in a value. */
export const harmless = <Value>(value: Value, placeholders: readonly string[]): Value => {
  if (placeholders.length === 0) return value
  const text = JSON.stringify(value)
  const clean = disarmed(text, placeholders)
  return clean === text ? value : JSON.parse(clean)
}

// the tag alone: it reads the same in JSON, addresses and forms
const tagOf = (placeholder: string) => placeholder.slice(placeholder.lastIndexOf(':') + 1, -2)

const named = /(?:\{\{|%7B%7B)secret(?::|%3A)([A-Za-z0-9_.-]{1,100})(?::|%3A)/gi

/** Names of secrets that a text may ask for. */
export const secretsIn = (text: string): string[] => [...text.matchAll(named)].map(([, name = '']) => name)

/** Values by what stands for them. */
export type Values = ReadonlyMap<string, string>
export type Encoding = (value: string) => string

/**
 * Puts values where their placeholders stand, each written as its place needs it. One that the add-on has written for an
 * address or a form is found as well, and its value written so.
 */
export const filledIn = (text: string, values: Values, encoding: Encoding = value => value) => {
  let filled = text
  for (const [placeholder, value] of values)
    filled = filled
      .replaceAll(placeholder, () => encoding(value))
      .replaceAll(encodeURIComponent(placeholder), () => encodeURIComponent(value))
  return filled
}

/** In an address. A colon may stand as it is (RFC 3986, section 3.3), and some services insist on it. */
export const inAddress: Encoding = value => encodeURIComponent(value).replaceAll('%3A', ':')

/** In a body, by what the add-on calls it: a secret with a quote in it must not become more fields. */
export const inBody = (contentType: string): Encoding => {
  if (/json/i.test(contentType)) return asJson
  return /x-www-form-urlencoded/i.test(contentType) ? encodeURIComponent : value => value
}

const asJson: Encoding = value => JSON.stringify(value).slice(1, -1)

/** How a secret may come back in a reply, longest first. */
const disguises = (value: string) => {
  const inForm = new URLSearchParams([['', value]]).toString().slice(1)
  const escaped = [encodeURIComponent(value), inAddress(value), inForm]
  const lower = escaped.map(one => one.replace(/%[0-9A-F]{2}/g, code => code.toLowerCase()))
  const json = [asJson(value), asJson(value).replaceAll('/', '\\/')]
  return [value, ...escaped, ...lower, ...json, Buffer.from(value).toString('base64')]
    .filter(one => one.length >= 4)
    .toSorted((a, b) => b.length - a.length)
}

/** Takes secrets out of what somebody else says, so that an echo tells the add-on nothing. */
export const withoutSecrets = (text: string, values: Values) => {
  let clean = text
  for (const [placeholder, value] of values)
    for (const one of disguises(value)) clean = clean.replaceAll(one, () => placeholder)
  return clean
}
