import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import type { z } from 'zod'
import { type Purchase, purchase, quoteReply } from '../../contracts/marketplace-api.ts'
import { type ClientAreaForTests, clientArea } from '../../test/support/client-area.ts'
import { openBilling } from '../open-billing.ts'
import { readSettings } from '../settings.ts'
import { helpDesk, logIn, returned } from './help-desk.ts'
import { visitor } from './visitor.ts'

const catalogue = [
  { addon: 'japanese', name: 'Japanese', cycle: 'monthly', amount: 400 },
  { addon: 'japanese', name: 'Japanese', cycle: 'annually', amount: 4000 },
  { addon: 'plain-english', name: 'Plain English', cycle: 'one-time', amount: 1900 },
] as const

/** A client area that sells something to the help desk of olive's licence. */
export const shop = async (panelUrl: string) => {
  const folder = mkdtempSync(join(tmpdir(), 'souk-shop-'))
  const area = await clientArea({ panelUrl, env: { CLIENT_AREA_DATA_DIR: folder } })
  await stock(area, folder)
  return {
    ...area,
    buy: await buyer(area, panelUrl),
    office: officeOf(area, folder),
    async stop() {
      await area.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
export type Shop = Awaited<ReturnType<typeof shop>>

const stock = async ({ stores }: ClientAreaForTests, folder: string) => {
  const { products } = stores.billing.stores
  for (const { addon, name, cycle, amount } of catalogue) {
    await products.put({ addon, name, author: 'souk' })
    await products.setPrice({ addon, cycle, amount, currency: 'USD', from: '2020-01-01T00:00:00.000Z' })
    mkdirSync(join(folder, 'releases', addon, '1.0.0'), { recursive: true })
    writeFileSync(join(folder, 'releases', addon, '1.0.0', 'archive.tgz'), 'an archive')
  }
}

const officeOf = ({ stores, url }: ClientAreaForTests, folder: string) => {
  const settings = readSettings({ NODE_ENV: 'test', CLIENT_AREA_DATA_DIR: folder })
  const log = pino({ level: 'silent' })
  return openBilling(settings, stores, { publicUrl: new URL(url), log, now: () => new Date() }).office
}

/** A help desk that olive has logged in, and that buys through the marketplace API, as an operator's press does. */
const buyer = async (area: ClientAreaForTests, panel: string) => {
  const desk = helpDesk(area.url, panel, area.settings)
  const back = await logIn(visitor(area.url), desk, 'olive@example.com')
  const { access_token: token } = await desk.exchange(returned(back)['code'] ?? '')

  const post = async <T extends z.ZodType>(path: string, body: object, schema: T, key?: string) => {
    const response = await fetch(`${area.url}/api/v1${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      body: JSON.stringify(body),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${response.status} for ${path}: ${text}`)
    return schema.parse(JSON.parse(text))
  }

  /** Buys at today's price; answers with the purchase as the client area tells it. */
  return async (addon: string, cycle: (typeof catalogue)[number]['cycle']): Promise<Purchase> => {
    const { quotes, terms } = await post('/quotes', { addon, version: '1.0.0' }, quoteReply)
    const quote = quotes.find(one => one.cycle === cycle)
    if (!quote) throw new Error(`${addon} is not sold ${cycle}`)
    const { id, total, currency } = quote
    const order = { quote: id, addon, cycle, total, currency, terms: terms.version }
    return post('/purchases', order, purchase, randomUUID())
  }
}
