import type { Invoice, Payment } from '../records.ts'
import type { BillingStores } from '../stores.ts'
import { postLedger } from './bookkeeping.ts'
import { changeInvoice } from './invoicing.ts'

/**
 * Takes an open invoice back. Undefined: it is not open, or a payment of it is under way, which decides first. A payment
 * that waits for its owner's yes is given up: nobody can confirm it from now on.
 */
export const voidOpen = async (stores: BillingStores, invoice: Invoice, at: string) => {
  const payments = await stores.payments.of(invoice.id)
  if (invoice.state !== 'open' || invoice.corrects !== null || payments.some(isUnderWay)) return undefined
  for (const payment of payments.filter(({ state }) => state === 'action required'))
    await stores.payments.put({ ...payment, state: 'failed', reason: 'invoice void', settledAt: at })
  await postLedger(stores, { kind: 'void', invoice, at })
  return changeInvoice(stores, invoice, { state: 'void', closedAt: at }, at)
}

/** whether the gateway has the last word: its answer is not known yet, or not final */
export const isUnderWay = ({ state }: Payment) => state === 'pending' || state === 'processing'
