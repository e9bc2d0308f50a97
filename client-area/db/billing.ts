import type { AtomicallyBilled, BillingStores } from '../billing/stores.ts'
import { accountsIn } from './accounts.ts'
import { cardsIn } from './cards.ts'
import { eventsIn } from './events.ts'
import type { Database, Work } from './index.ts'
import { invoicesIn } from './invoices.ts'
import { ledgerIn } from './ledger.ts'
import { heldLicencesIn } from './licences.ts'
import { ordersIn } from './orders.ts'
import { paymentsIn } from './payments.ts'
import { productsIn } from './products.ts'
import { quotesIn } from './quotes.ts'
import { rightsIn } from './rights.ts'

export const billingStoresIn = (work: Work): BillingStores => ({
  accounts: accountsIn(work),
  licences: heldLicencesIn(work),
  products: productsIn(work),
  cards: cardsIn(work),
  quotes: quotesIn(work),
  orders: ordersIn(work),
  invoices: invoicesIn(work),
  payments: paymentsIn(work),
  rights: rightsIn(work),
  ledger: ledgerIn(work),
  events: eventsIn(work),
})

/** Stores all that the work changes, or nothing. The work may run again, so it must ask nobody outside. */
export const atomicallyBilled =
  ({ atomically }: Database): AtomicallyBilled =>
  work => {
    const attempt = (left: number): ReturnType<typeof run> => run().catch(again(left))
    const run = () => atomically(tx => work(billingStoresIn(tx)))
    const again = (left: number) => (error: unknown) => {
      if (left === 0 || !isCollision(error)) throw error
      return attempt(left - 1)
    }
    return attempt(5)
  }

// PostgreSQL ends one of two transactions that wait for each other, and says that it may be run again
const isCollision = (error: unknown) =>
  error instanceof Error && 'code' in error && ['40P01', '40001'].includes(String(error.code))
