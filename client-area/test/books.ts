import { randomUUID } from 'node:crypto'
import type { Cycle, Purchase } from '../../contracts/marketplace-api.ts'
import { type Account, type BillingDetails, openAccount } from '../accounts/accounts.ts'
import { issueLicence, type Licence } from '../accounts/licences.ts'
import { addPerson } from '../accounts/people.ts'
import type { PaymentGateway } from '../billing/gateway.ts'
import type { Ground } from '../billing/ledger/ground.ts'
import { ledgerBackend } from '../billing/ledger/index.ts'
import type { LedgerTransaction, Right } from '../billing/records.ts'
import { testCards } from '../gateways/test-cards.ts'
import { openStores } from '../services.ts'

export const cardNumbers = {
  pays: '4242424242424242',
  declined: '4000000000000002',
  asks: '4000000000003220',
  waits: '4000000000000077',
} as const
export type CardName = keyof typeof cardNumbers

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** The built-in billing over a database of its own, with a clock that the test sets. */
export const openBooks = async (databaseUrl: string, begin = '2027-01-31T10:30:00.000Z') => {
  const stores = await openStores({ databaseUrl, secretKey: 'a secret key of the tests' })
  const books = stores.billing.stores
  let time = begin
  const now = () => new Date(time)
  const cards = testCards(stores.testGateway, now)
  /** what the test puts before the gateway; it may throw, as a gateway that is away */
  const trouble: Partial<PaymentGateway> = {}
  const gateway: PaymentGateway = {
    read: cards.read,
    charge: asked => (trouble.charge ?? cards.charge)(asked),
    find: reference => (trouble.find ?? cards.find)(reference),
    confirm: (reference, agrees) => cards.confirm(reference, agrees),
    settle: reference => (trouble.settle ?? cards.settle)(reference),
    refund: asked => (trouble.refund ?? cards.refund)(asked),
  }
  const ground: Ground = {
    ...stores.billing,
    licences: stores.licences,
    accounts: stores.accounts,
    gateway,
    settings: {
      seller: { name: 'Souk', address: 'Market Lane 1', taxId: 'S1' },
      terms: { url: 'https://vendor.example/terms', version: '1' },
      publicUrl: 'https://vendor.example',
    },
    now,
    log: silent,
    archiveReady: () => Promise.resolve(true),
  }
  const { marketplace, desk, office } = ledgerBackend(ground)

  const open = async (currency = 'USD', details: Partial<BillingDetails> = {}) => {
    const email = `${randomUUID()}@example.com`
    const person = await addPerson(stores.people, { email, name: 'Olive Owner', password: randomUUID() })
    return openAccount(stores.accounts, person, currency, details)
  }
  const addCard = async (account: Account, name: CardName, expires = '12/2060') => {
    const added = await desk.addCard(account.id, { number: cardNumbers[name], expires })
    if (added.kind === 'wrong') throw new Error(added.why)
    return added.card
  }

  return {
    stores,
    books,
    cards,
    trouble,
    marketplace,
    desk,
    office,
    now,
    goTo: (moment: string) => void (time = moment),
    open,
    addCard,
    /** a new card, charged from now on */
    useCard: async (account: Account, name: CardName, expires?: string) => {
      const card = await addCard(account, name, expires)
      await desk.makeDefault(account.id, card.id)
      return card
    },
    /** an account with cards, the first being the default, and a licence */
    buyer: async (
      details: Partial<BillingDetails> & { currency?: string; cards?: CardName[] } = {},
    ): Promise<{ account: Account; licence: Licence }> => {
      const { currency, cards: names = ['pays'], ...others } = details
      const account = await open(currency, others)
      for (const name of names) await addCard(account, name)
      const { licence } = await issueLicence(stores.licences, account, 'https://desk.example')
      return { account, licence }
    },
    /** puts an add-on on the price list; its prices hold since ever */
    sell: async (addon: string, prices: Partial<Record<Cycle, number>>, currency = 'USD') => {
      await books.products.put({ addon, name: addon, author: 'souk' })
      for (const [cycle, amount] of Object.entries(prices) as [Cycle, number][])
        await books.products.setPrice({ addon, cycle, currency, amount, from: '2000-01-01T00:00:00.000Z' })
    },
    /** what one press on a Purchase button does */
    buy: async (licence: Licence, addon: string, cycle: Cycle): Promise<Purchase> => {
      const quoting = await marketplace.quote(licence, { addon, version: '1.0.0' })
      if (quoting.kind !== 'quoted') throw new Error(quoting.kind)
      const { quotes, terms } = quoting.reply
      const quote = quotes.find(one => one.cycle === cycle)
      if (!quote) throw new Error(`${addon} is not sold ${cycle}`)
      const { id, total, currency } = quote
      const request = { quote: id, addon, cycle, total, currency, terms: terms.version }
      const outcome = await marketplace.purchase(licence, randomUUID(), request)
      if (outcome.kind !== 'answer') throw new Error(outcome.kind)
      return outcome.purchase
    },
    bill: (until: string) => office.bill(new Date(until)),
    /** the newest right to an add-on, ended or not */
    right: async (licence: Licence, addon: string): Promise<Right> => {
      const [right] = (await books.rights.ofLicence(licence.id)).filter(one => one.addon === addon)
      if (!right) throw new Error(`No right to ${addon}`)
      return right
    },
    charges: async (licence: Licence) => (await books.ledger.all({ licenceId: licence.id })).filter(isCharge),
    invoices: async (licence: Licence) => (await books.invoices.ofLicence(licence.id)).toReversed(),
    close: stores.close,
  }
}
export type Books = Awaited<ReturnType<typeof openBooks>>

const isCharge = ({ kind }: LedgerTransaction) => kind === 'charge'

/** Sums of all lines by currency, and of each transaction: all of them have to be zero. */
export const imbalances = (ledger: LedgerTransaction[]) => {
  const sums = new Map<string, number>()
  for (const { id, currency, lines } of ledger)
    for (const { amount } of lines)
      for (const key of [currency, id]) sums.set(key, (sums.get(key) ?? 0) + amount)
  return [...sums].filter(([, sum]) => sum !== 0)
}

/** What one book holds in a currency. */
export const balance = (ledger: LedgerTransaction[], book: string, currency = 'USD') =>
  ledger
    .filter(one => one.currency === currency)
    .flatMap(({ lines }) => lines)
    .filter(line => line.book === book)
    .reduce((sum, { amount }) => sum + amount, 0)
