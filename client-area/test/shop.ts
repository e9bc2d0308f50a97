import { randomBytes, randomUUID } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import { problem, purchase, type Quote, quoteReply } from '../../contracts/marketplace-api.ts'
import {
  type ClientAreaForTests,
  clientArea,
  type ClientAreaOptions,
} from '../../test/support/client-area.ts'
import type { Price } from '../billing/records.ts'
import { issueLicence } from '../accounts/licences.ts'
import { readTestCard } from '../gateways/test-cards/numbers.ts'
import { type HelpDesk, helpDesk, logIn, returned, type Tokens } from './help-desk.ts'
import { visitor } from './visitor.ts'

export const panel = 'http://127.0.0.1:3999'
export const cards = { pays: '4242424242424242', declined: '4000000000000002', waits: '4000000000000077' }

/** A reference that nobody used before. */
export const newKey = () => randomBytes(16).toString('hex')

interface Ask {
  method?: string
  body?: unknown
  headers?: Record<string, string>
}

/** What came back, read completely. */
export interface Reply {
  status: number
  headers: Headers
  text: string
  json: unknown
}

/** A client area that sells Japanese by subscription and Plain English once, gives French away, and has two help desks. */
export const shop = async (options: Partial<ClientAreaOptions> = {}) => {
  const area = await clientArea({ panelUrl: panel, ...options })
  await fillPriceList(area)
  const desk = helpDesk(area.url, panel, area.settings)
  const ask = async (token: string, path: string, asked: Ask = {}) => {
    const { method = 'GET', body, headers = {} } = asked
    const response = await fetch(`${area.url}/api/v1${path}`, {
      method,
      redirect: 'error',
      headers: {
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    return replyOf(response)
  }
  const quotes = async (token: string, addon = 'japanese', version = '1.0.0') => {
    const { json } = await ask(token, '/quotes', { method: 'POST', body: { addon, version } })
    return quoteReply.parse(json)
  }
  const orderOf = async (token: string, addon = 'japanese') => {
    const reply = await quotes(token, addon)
    return orderFor(addon, reply.quotes[0], reply.terms.version)
  }
  const send = (token: string, key: string, body: unknown) =>
    ask(token, '/purchases', { method: 'POST', body, headers: { 'idempotency-key': key } })
  return {
    ...area,
    area,
    desk,
    ask,
    quotes,
    orderOf,
    send,
    /** asks for a quote and buys by it */
    async buy(token: string, addon = 'japanese', key = newKey()) {
      return purchase.parse((await send(token, key, await orderOf(token, addon))).json)
    },
    /** the card that is charged from now on */
    useCard: (number: keyof typeof cards) => putCard(area, cards[number]),
    async tokens(email = 'olive@example.com', changes: Record<string, string> = {}, by: HelpDesk = desk) {
      const back = await logIn(visitor(area.url), by, email, changes)
      return by.exchange(returned(back)['code'] ?? '')
    },
    /** a help desk of its own for another account, and its tokens */
    otherLicence: (email = 'otto@example.com') => otherLicence(area, email),
    charges: async () =>
      (await area.stores.billing.stores.ledger.all()).filter(({ kind }) => kind === 'charge'),
  }
}
export type Shop = Awaited<ReturnType<typeof shop>>

export const replyOf = async (response: Response): Promise<Reply> => {
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('content-type') ?? '')
  const json: unknown = isJson && text !== '' ? JSON.parse(text) : undefined
  return { status: response.status, headers: response.headers, text, json }
}

/** The stable code of a problem. */
export const codeOf = ({ status, headers, json }: Reply) => {
  if (headers.get('content-type') !== 'application/problem+json; charset=utf-8')
    return `${status} ${headers.get('content-type')}`
  return problem.parse(json).code
}

export const read = <T>(schema: z.ZodType<T>, { status, text, json }: Reply): T => {
  if (status !== 200) throw new Error(`${status} ${text}`)
  return schema.parse(json)
}

export const orderFor = (addon: string, quote: Quote | undefined, terms: string) => {
  if (!quote) throw new Error(`${addon} is not sold`)
  const { id, cycle, total, currency } = quote
  return { quote: id, addon, cycle, total, currency, terms }
}

const fillPriceList = async ({ folder, stores }: ClientAreaForTests) => {
  const { products } = stores.billing.stores
  const from = '2026-01-01T00:00:00.000Z'
  const price = (addon: string, cycle: Price['cycle'], amount: number) =>
    products.setPrice({ addon, cycle, amount, currency: 'USD', from })
  for (const [addon, name] of [
    ['japanese', 'Japanese'],
    ['plain-english', 'Plain English'],
    ['french', 'French'],
  ] as const)
    await products.put({ addon, name, author: 'souk' })
  await price('japanese', 'monthly', 400)
  await price('japanese', 'annually', 4000)
  await price('plain-english', 'one-time', 1900)
  for (const addon of ['japanese', 'plain-english']) putArchive(folder, addon, '1.0.0')
}

export const archiveBytes = (addon: string, version: string) =>
  Buffer.from(`the bytes of ${addon} ${version}\n`.repeat(4_000))

const putArchive = (folder: string, addon: string, version: string) => {
  const place = join(folder, 'releases', addon, version)
  mkdirSync(place, { recursive: true })
  writeFileSync(join(place, 'archive.tgz'), archiveBytes(addon, version))
}

const putCard = async ({ stores, licence }: ClientAreaForTests, number: string) => {
  const taken = readTestCard({ number, expires: '12/99' }, new Date())
  if (taken.kind === 'wrong') throw new Error(taken.why)
  const id = randomUUID()
  const own = { id, accountId: licence.accountId, isDefault: false, createdAt: new Date().toISOString() }
  await stores.billing.stores.cards.add({ ...taken.card, ...own })
  await stores.billing.stores.cards.makeDefault(licence.accountId, id)
}

const otherLicence = async (
  area: ClientAreaForTests,
  email: string,
): Promise<{ tokens: Tokens; id: string }> => {
  const person = await area.stores.people.findByEmail(email)
  const [account] = await area.stores.accounts.of(person?.id ?? '')
  if (!account) throw new Error(`${email} has no account`)
  const address = `https://${randomBytes(4).toString('hex')}.example`
  const { licence, secrets } = await issueLicence(area.stores.licences, account, address)
  const access = { CLIENT_ID: licence.clientId, CLIENT_SECRET: secrets.clientSecret }
  const desk = helpDesk(area.url, address, access)
  const back = await logIn(visitor(area.url), desk, email)
  return { id: licence.id, tokens: await desk.exchange(returned(back)['code'] ?? '') }
}
