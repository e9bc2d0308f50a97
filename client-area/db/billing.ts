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
export const atomicallyBilled = ({ atomically, engine }: Database): AtomicallyBilled => {
  const queue = engine === 'sqlite' ? oneAtATime() : <T>(work: () => Promise<T>) => work()
  return work => {
    const run = () => atomically(tx => work(billingStoresIn(tx)))
    return queue(() => runAgainAfterCollisions(run, 5))
  }
}

// SQLite has one writer. Those who wait for it inside the driver each hold one of the few threads that the writer needs
// to go on, so they wait here.
const oneAtATime = () => {
  let last: Promise<unknown> = Promise.resolve()
  return <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work)
    last = next.catch(() => undefined)
    return next
  }
}

const runAgainAfterCollisions = async <T>(run: () => Promise<T>, left: number): Promise<T> => {
  try {
    return await run()
  } catch (error) {
    if (left === 0 || !isCollision(error)) throw error
    return runAgainAfterCollisions(run, left - 1)
  }
}

// PostgreSQL ends one of two transactions that wait for each other; another process may hold SQLite's lock for long.
// Nothing was stored, so it may be run again.
const isCollision = (error: unknown) =>
  error instanceof Error && 'code' in error && collisions.includes(String(error.code))
const collisions = ['40P01', '40001', 'SQLITE_BUSY']
