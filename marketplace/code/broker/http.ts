import type { Asked, HttpResponse } from '../../../contracts/addon-api.ts'
import type { Answer, Handlers } from '../../code.ts'
import { done, refused } from '../answering.ts'
import type { BrokerNeeds } from '../broker.ts'
import type { OutgoingReply } from '../outgoing.ts'
import {
  allPlaceholders,
  disarmed,
  filledIn,
  inAddress,
  inBody,
  placeholdersOf,
  secretsIn,
  type Values,
  withoutSecrets,
} from '../placeholders.ts'
import { rationed } from '../rationed.ts'
import type { CodeAddon } from '../rights.ts'

/** Requests at once, and in a minute, of one add-on. */
const limits = { atOnce: 8, perMinute: 300 }
const deadline = 10_000

type Ask = Asked<'http'>

/** Asks another server in the add-on's name: declared hosts by https, or an address that an operator allowed. */
export const httpHandler = (needs: BrokerNeeds, addon: CodeAddon): NonNullable<Handlers['http']> => {
  const ration = rationed(limits, needs.now)
  return async (ask, { signal }) => {
    const place = await placeOf(needs, addon, ask.url)
    if (place.kind === 'refused') return place
    const values = await valuesFor(needs, addon, ask)
    if (!(values instanceof Map)) return values
    const request = requestOf(ask, place.url, values)
    if (!request) return refused('wrong input', 'A secret does not fit where it is to be put.')
    const free = ration.take()
    if (!free)
      return refused('too many', 'It asks other servers too often: fewer at once, or a minute later.')
    try {
      const reply = await needs.outgoing({ ...request, isAllowed: place.isAllowed, deadline, signal })
      const placeholders = await allPlaceholders(needs, addon.slug)
      const hidden = hiddenIn(ask, values)
      const clean = (text: string) => withoutSecrets(disarmed(text, placeholders), hidden)
      return answerOf(reply, place.url.hostname, clean)
    } finally {
      free()
    }
  }
}

const elsewhere =
  'This help desk is a copy, or its address has changed and nobody has said whether it moved. Until then it sends nothing; an operator can allow single addresses.'

type Place = { kind: 'place'; url: URL; isAllowed: boolean } | Extract<Answer<never>, { kind: 'refused' }>

const placeOf = async (needs: BrokerNeeds, { slug, rights }: CodeAddon, text: string): Promise<Place> => {
  const url = new URL(text)
  const isAllowed = (await needs.allowed.of(slug)).includes(url.origin)
  const no = (why: string) => ({ kind: 'refused', code: 'not allowed', why }) as const
  if (url.username || url.password) return no('Name and password go into "basic", not into the address.')
  if (isAllowed) return { kind: 'place', url, isAllowed }
  if (url.protocol !== 'https:')
    return no(`${url.origin} is not called: only https is, unless an operator allows this address.`)
  // stops another service of that host from being reached
  if (url.port !== '')
    return no(`${url.origin} is not called: only the usual port is, unless an operator allows this address.`)
  if (!rights.hosts.includes(url.hostname)) return no(`${url.hostname} is not among the hosts it declares.`)
  // stops a copy from taking a bot's messages away from the help desk it is a copy of, and from answering twice
  if (await needs.isElsewhere()) return refused('out of reach', elsewhere)
  return { kind: 'place', url, isAllowed }
}

const valuesFor = async ({ secrets, signatureOf }: BrokerNeeds, { slug }: CodeAddon, ask: Ask) => {
  const { url, headers, body = '', basic } = ask
  const text = [url, ...Object.values(headers), body, basic?.user, basic?.password].join(' ')
  const placeholderOf = placeholdersOf(signatureOf, slug)
  const values = new Map<string, string>()
  for (const name of new Set(secretsIn(text))) {
    const placeholder = placeholderOf(name)
    // stops a secret from being sent where somebody wrote its name in a message
    if (!text.includes(placeholder) && !text.includes(encodeURIComponent(placeholder))) continue
    const value = await secrets.value(slug, name)
    if (value === undefined) return refused('not found', `The setting ${name} is not set.`)
    values.set(placeholder, value)
  }
  return values
}

const requestOf = ({ method, url: text, headers, body, basic }: Ask, { origin }: URL, values: Values) => {
  const url = new URL(filledIn(text, values, inAddress))
  // stops a secret from choosing who is told it
  if (url.origin !== origin) return undefined
  const filled = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), filledIn(value, values)]),
  )
  if (basic) filled['authorization'] = `Basic ${basicOf(basic, values)}`
  // stops a secret with a line break from becoming another header
  if (Object.values(filled).some(value => /[^\t\x20-\x7e\x80-\xff]/.test(value))) return undefined
  for (const name of notTheirs) delete filled[name]
  const told = body === undefined ? undefined : filledIn(body, values, inBody(filled['content-type'] ?? ''))
  return { method, url, headers: filled, body: told }
}

const notTheirs = [
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'accept-encoding',
  'upgrade',
  'expect',
]

const basicOf = ({ user, password }: NonNullable<Ask['basic']>, values: Values) =>
  Buffer.from(`${filledIn(user, values)}:${filledIn(password, values)}`).toString('base64')

/** What no reply tells the add-on: secrets, and the credentials that hold one. */
const hiddenIn = ({ basic }: Ask, values: Values): Values => {
  if (!basic || values.size === 0) return values
  return new Map([['{{basic}}', basicOf(basic, values)], ...values])
}

const answerOf = (
  reply: OutgoingReply,
  host: string,
  clean: (text: string) => string,
): Answer<HttpResponse> => {
  if (reply.kind === 'answered') {
    const headers = Object.entries(reply.headers).filter(([name]) => name !== 'set-cookie')
    const told = Object.fromEntries(headers.map(([name, value]) => [name, clean(value)]))
    return done({ status: reply.status, headers: told, body: clean(reply.body) })
  }
  if (reply.because === 'private address')
    return refused('not allowed', `${host} leads into this network, where an add-on asks nobody.`)
  return reply.because === 'too large'
    ? refused('too large', `${host} answered with more than an add-on is told.`)
    : refused(
        'out of reach',
        `${host} ${reply.because === 'late' ? 'did not answer in time' : 'could not be asked'}.`,
      )
}
