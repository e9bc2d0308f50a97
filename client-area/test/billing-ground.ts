import { randomUUID } from 'node:crypto'
import { cycles } from '../../contracts/manifest.ts'
import type { Cycle } from '../../contracts/marketplace-api.ts'
import { type Account, openAccount } from '../accounts/accounts.ts'
import { issueLicence, type Licence } from '../accounts/licences.ts'
import type { BillingBackend } from '../billing/backend.ts'
import type { Ground } from '../billing/ledger/ground.ts'
import { ledgerBackend } from '../billing/ledger/index.ts'
import type { TaxRule } from '../billing/records.ts'
import { openDb } from '../db/index.ts'
import { migrations } from '../db/migrations/index.ts'
import { testCards } from '../gateways/test-cards.ts'
import { openStores } from '../services.ts'
import { migrated } from '../../test/support/migrated.ts'
import { type Trouble, unsteady } from './unsteady.ts'

/** A billing backend with everything around it that a test arranges: time, buyers, prices, archives, a dying process. */
export interface BillingBench {
  backend: () => BillingBackend
  now: () => Date
  wait: (span: { days?: number; minutes?: number }) => void
  buyer: (details?: { currency?: string; tax?: TaxRule | null; cards?: CardName[] }) => Promise<Buyer>
  /** answers with the slug of a new add-on */
  sell: (prices: Prices, currency?: string) => Promise<string>
  setPrice: (addon: string, cycle: Cycle, amount: number | null, currency?: string) => Promise<void>
  changeAccount: (account: Account, change: { currency?: string; taxRate?: number }) => Promise<void>
  suspend: (licence: Licence, isSuspended?: boolean) => Promise<void>
  /** the archive of an add-on can't be handed out from now on */
  loseArchive: (addon: string) => void
  changeTerms: () => void
  /** what goes wrong with the next charge, once; answers when it has happened */
  trouble: (trouble: Trouble) => Promise<void>
  /** lets the gateway answer that waits */
  letGo: () => void
  /** what help desks are told of this licence, oldest first: type and object */
  events: (licence: Licence) => Promise<string[]>
  /** a second process over the same database, from then on until the end */
  another: () => Promise<BillingBackend>
  transfer: (licence: Licence, account: Account) => Promise<Licence>
  /** a new process starts where another one died */
  restart: () => Promise<void>
  close: () => Promise<void>
}

export interface Buyer {
  account: Account
  licence: Licence
}
export type Prices = Partial<Record<Cycle, number>>

export const cardNumbers = {
  pays: '4242424242424242',
  declined: '4000000000000002',
  asks: '4000000000003220',
  waits: '4000000000000077',
} as const
export type CardName = keyof typeof cardNumbers

/** The built-in billing, on the bench. */
export const ledgerBench = async (databaseUrl: string): Promise<BillingBench> => {
  await migrated(databaseUrl, openDb, migrations)
  const stores = await openStores({ databaseUrl, secretKey })
  const more: (() => Promise<void>)[] = []
  const db = await openDb(databaseUrl, migrations)
  let time = Date.parse('2026-11-22T10:00:00.000Z')
  const now = () => new Date(time)
  const lost = new Set<string>()
  const { gateway, expect: trouble, letGo } = unsteady(testCards(stores.testGateway, now))
  const ground: Ground = {
    ...stores.billing,
    licences: stores.licences,
    accounts: stores.accounts,
    gateway,
    settings: { seller, terms: { url: 'https://vendor.example/terms', version: '1' }, publicUrl },
    now,
    log: silent,
    archiveReady: addon => Promise.resolve(!lost.has(addon)),
  }
  let backend = ledgerBackend(ground)

  const setPrice: BillingBench['setPrice'] = (addon, cycle, amount, currency = 'USD') =>
    stores.billing.stores.products.setPrice({ addon, cycle, currency, amount, from: now().toISOString() })

  return {
    backend: () => backend,
    now,
    wait({ days = 0, minutes = 0 }) {
      time += days * 86_400_000 + minutes * 60_000
    },
    async buyer({ currency = 'USD', tax = null, cards = goodCard } = {}) {
      const person = {
        id: randomUUID(),
        email: `${randomUUID()}@example.com`,
        name: 'Olive Owner',
        language: null,
      }
      await stores.people.add({ ...person, passwordHash: 'none', hasDemoPassword: false })
      const account = await openAccount(stores.accounts, person, currency, { tax })
      const { licence } = await issueLicence(stores.licences, account, 'https://desk.example')
      for (const name of cards)
        await backend.desk.addCard(account.id, { number: cardNumbers[name], expires: '12/35' })
      return { account, licence }
    },
    async sell(prices, currency = 'USD') {
      const addon = `addon-${randomUUID().slice(0, 8)}`
      await stores.billing.stores.products.put({ addon, name: 'Japanese', author: 'souk' })
      for (const cycle of cycles) {
        const amount = prices[cycle]
        if (amount !== undefined) await setPrice(addon, cycle, amount, currency)
      }
      return addon
    },
    setPrice,
    async changeAccount({ id }, { currency, taxRate }) {
      if (currency !== undefined) await db.knex('accounts').where({ id }).update({ currency })
      if (taxRate !== undefined)
        await db.knex('accounts').where({ id }).update({ tax_rate: taxRate, tax_label: 'VAT' })
    },
    suspend: ({ id }, isSuspended = true) => stores.licences.suspend(id, isSuspended ? now() : undefined),
    loseArchive: addon => void lost.add(addon),
    changeTerms() {
      ground.settings = { ...ground.settings, terms: { ...ground.settings.terms, version: '2' } }
    },
    trouble,
    letGo,
    async events({ id }) {
      const all = await stores.events.since(id, 0, 1_000)
      return all.map(({ type, object }) => `${type} ${object}`)
    },
    async another() {
      const others = await openStores({ databaseUrl, secretKey })
      more.push(others.close)
      const { licences, accounts, testGateway } = others
      const own = { licences, accounts, gateway: testCards(testGateway, now) }
      return ledgerBackend({ ...ground, ...others.billing, ...own })
    },
    async transfer(licence, { id }) {
      await backend.office.transfer(licence, id, [])
      return (await stores.licences.find(licence.id)) ?? licence
    },
    async restart() {
      backend = ledgerBackend(ground)
      await backend.office.recover()
    },
    async close() {
      await Promise.all(more.map(close => close()))
      await db.close()
      await stores.close()
    },
  }
}

const goodCard: CardName[] = ['pays']
export const secretKey = 'a secret key of the tests'
const seller = { name: 'Souk', address: 'Market 1', taxId: 'S1' }
const publicUrl = 'https://vendor.example'
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }
