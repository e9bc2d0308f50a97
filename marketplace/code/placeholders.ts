const pattern = /\{\{secret:([A-Za-z0-9_.-]{1,100})\}\}/g

/** The secrets that a text asks for. */
export const secretsIn = (text: string): string[] => [...text.matchAll(pattern)].map(([, name = '']) => name)

export type Values = ReadonlyMap<string, string>
export type Encoding = (value: string) => string

/** Puts values where the add-on wrote `{{secret:NAME}}`, each written as its place needs it. */
export const filledIn = (text: string, values: Values, encoding: Encoding = value => value) =>
  text.replace(pattern, (whole, name: string) => {
    const value = values.get(name)
    return value === undefined ? whole : encoding(value)
  })

/** In an address. A colon may stand as it is (RFC 3986, section 3.3), and some services insist on it. */
export const inAddress: Encoding = value => encodeURIComponent(value).replaceAll('%3A', ':')

/** In a body, by what the add-on calls it: a secret with a quote in it must not become more fields. */
export const inBody = (contentType: string): Encoding => {
  if (/json/i.test(contentType)) return asJson
  return /x-www-form-urlencoded/i.test(contentType) ? encodeURIComponent : value => value
}

const asJson: Encoding = value => JSON.stringify(value).slice(1, -1)

/** How a secret may come back in a reply, longest first. */
const disguises = (value: string) =>
  [value, encodeURIComponent(value), inAddress(value), asJson(value), Buffer.from(value).toString('base64')]
    .filter(one => one.length >= 4)
    .toSorted((a, b) => b.length - a.length)

/** Takes secrets out of what somebody else says, so that an echo tells the add-on nothing. */
export const withoutSecrets = (text: string, values: Values) => {
  let clean = text
  for (const [name, value] of values)
    for (const one of disguises(value)) clean = clean.replaceAll(one, `{{secret:${name}}}`)
  return clean
}
