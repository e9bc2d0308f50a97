import { randomBytes } from 'node:crypto'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { helpDesk } from '../../client-area/test/help-desk.ts'
import { visitor } from '../../client-area/test/visitor.ts'
import { makeServices, type Wiring } from '../../config/services.ts'
import type { Settings } from '../../config/settings.ts'
import type { Cycle } from '../../contracts/marketplace-api.ts'
import type { Patience } from '../../gateways/marketplace-api.ts'
import { permissionNames, type Viewer } from '../../marketplace/permissions.ts'
import type { Order } from '../../marketplace/purchases.ts'
import { releaseOf } from '../../marketplace/releases.ts'
import type { ClientAreaOptions } from './client-area.ts'
import { type Market, market } from './market.ts'
import { type PanelOptions, startPanel, type TestPanel } from './panel.ts'
import { french, languagePack } from './samples.ts'
import { type TamperedClientArea, tamperedClientArea } from './tampering.ts'

const usd = (cycle: string, amount: number) => ({ currency: 'USD', cycle, amount })

/** Paid language packs, at the prices of the demo's price list. */
export const japanese = languagePack(
  'japanese',
  'ja',
  '日本語',
  { 'layout.sign-out': 'サインアウト' },
  { prices: [usd('monthly', 400), usd('annually', 4000)] },
)
export const plainEnglish = languagePack(
  'plain-english',
  'en-simple',
  'Plain English',
  { 'layout.sign-out': 'Leave' },
  { prices: [usd('one-time', 1900)] },
)

/** Speaks the same language as the free French pack; on no price list until a test puts it there. */
const yen = { currency: 'JPY', cycle: 'monthly', amount: 750 }
const quebecois = languagePack('quebecois', 'fr', 'Québécois', {}, { prices: [usd('monthly', 500), yen] })

/** A published catalogue with paid language packs and a free one. */
export const paidMarket = () => market([french, japanese, plainEnglish, quebecois])

export const spender: Viewer = { id: 'ada', name: 'Ada', permissions: new Set(permissionNames) }
export const ada = { operatorId: null, operator: 'Ada' }

// short, so that faults that hang are over soon
const patience: Patience = { charge: 1_200, read: 1_200 }

export interface PayingOptions extends PanelOptions {
  area?: Omit<ClientAreaOptions, 'panelUrl'>
}

/** A panel and a client area that know each other, logged in as olive, over a catalogue with paid language packs. */
export const payingHelpDesk = async (shop: Market, { area: more, ...options }: PayingOptions = {}) => {
  const area = await tamperedClientArea('http://127.0.0.1:1', more)
  cpSync(shop.shop.at('paid'), join(area.folder, 'releases'), { recursive: true })
  const panel = await startPanel({
    patience,
    ...options,
    catalogueUrl: shop.url,
    catalogueRoot: shop.root,
    env: { ...area.settings, ...options.env },
  })
  await area.moveHelpDesk(panel.url)
  const { services } = panel
  const refreshed = await services.refreshCatalogue()
  if (refreshed.kind !== 'fresh') throw new Error(JSON.stringify(refreshed))
  await connectAs('olive', panel, area)
  return {
    panel,
    area,
    services,
    ...verbsOf(services, area),
    /** a second panel process over the same database and folder */
    second: (changes: Partial<Settings> = {}) =>
      makeServices({ ...services.settings, ...changes }, { patience, now: services.now, log: services.log }),
    async stop() {
      await panel.stop()
      await area.stop()
    },
  }
}
export type PayingHelpDesk = Awaited<ReturnType<typeof payingHelpDesk>>

/** What tests do with a panel that buys. */
export const verbsOf = (
  services: Wiring['services'],
  area: Pick<TamperedClientArea, 'billing' | 'addCard' | 'accountId'>,
) => {
  const listed = async (slug: string) => {
    const addon = await services.addons.find(slug)
    if (!addon) throw new Error(`${slug} is not listed`)
    return addon
  }
  /** the form behind the button of one cycle, as the page shows it now */
  const button = async (slug: string, cycle: Cycle): Promise<Order> => {
    const pricing = await services.purchases.price(await listed(slug), '1.0.0')
    if (pricing.kind !== 'quoted') throw new Error(`no price of ${slug}: ${pricing.kind}`)
    const quote = pricing.quoted.quotes.find(one => one.cycle === cycle)
    if (!quote) throw new Error(`${slug} is not sold ${cycle}`)
    return { attempt: quote.id, cycle, amount: String(quote.total), currency: quote.currency }
  }
  const press = async (slug: string, order: Order, viewer = spender) =>
    services.purchases.place(await listed(slug), order, viewer)

  /** presses a button, and waits until its operation has ended */
  const finish = async (slug: string, order: Order) => {
    const placing = await press(slug, order)
    if (!('operation' in placing)) throw new Error(JSON.stringify(placing))
    const operation = await services.operations.ended(placing.operation.id, 20_000)
    if (!operation) throw new Error('the operation is gone')
    return operation
  }
  const buy = async (slug: string, cycle: Cycle) => finish(slug, await button(slug, cycle))

  return {
    listed,
    /** its first release, as the catalogue lists it */
    release: async (slug: string) => {
      const release = releaseOf(await listed(slug), '1.0.0')
      if (!release) throw new Error(`${slug} 1.0.0 is not listed`)
      return release
    },
    button,
    press,
    finish,
    buy,
    /** every charge in the vendor's books, as `japanese 400 USD monthly` */
    charges: async () =>
      (await area.billing.office.ledger())
        .filter(({ kind }) => kind === 'charge')
        .map(({ addon, amount, currency, cycle }) => `${addon} ${amount} ${currency} ${cycle}`),
    purchase: (slug: string) => services.purchases.latestFor(slug),
    installed: async (slug: string) => (await services.installations.find(slug))?.active ?? null,
    /** olive's default card from now on; 0002 is declined, 3220 asks, 0077 waits */
    async payWith(number: string) {
      const card = await area.addCard(number)
      await area.billing.desk.makeDefault(area.accountId, card.id)
    },
  }
}

/** Logs the panel in to the client area, as the buttons do, without its pages. */
export const connectAs = async (
  name: string,
  { services, url }: Pick<TestPanel, 'services' | 'url'>,
  area: Pick<TamperedClientArea, 'url' | 'settings'>,
) => {
  const nonce = randomBytes(16).toString('hex')
  const desk = helpDesk(area.url, url, area.settings)
  const person = visitor(area.url)
  let page = await person.visit(desk.loginAddress({ nonce }))
  if (page.html.includes('name="password"'))
    page = await person.press(page, 'Sign in', { email: `${name}@example.com`, password: 'demo-password' })
  if (page.html.includes('>Allow</button>')) page = await person.press(page, 'Allow')
  const code = new URL(page.url).searchParams.get('code') ?? ''
  const tokens = await desk.exchange(code)
  const outcome = await services.connection.connect(
    {
      nonce,
      tokens: {
        access: tokens.access_token,
        refresh: tokens.refresh_token,
        idToken: tokens.id_token,
        scope: tokens.scope,
        accessExpiresAt: new Date(services.now().getTime() + tokens.expires_in * 1_000).toISOString(),
      },
    },
    ada,
  )
  if (outcome.kind !== 'connected') throw new Error(JSON.stringify(outcome))
}
