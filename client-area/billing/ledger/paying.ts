import type { Paying } from '../backend.ts'
import type { Invoice, Payment } from '../records.ts'
import type { BillingStores } from '../stores.ts'
import type { Ground } from './ground.ts'
import { takePayment } from './recovering.ts'
import { settlePayment, startPayment } from './settling.ts'

/** Pays an open invoice with a stored card. Pressed twice at the same moment, the second sees the first one's state. */
export const pay = async (ground: Ground, number: string, cardId: string): Promise<Paying> => {
  const begun = await held(ground, number, (stores, invoice) => begin(ground, stores, invoice, cardId))
  if (!begun) return { kind: 'unknown' }
  if ('kind' in begun) return begun
  return paid(ground, await takePayment(ground, begun))
}

/** The card's owner answered the bank's question. */
export const confirm = async (ground: Ground, number: string, agrees: boolean): Promise<Paying> => {
  const asked = await held(ground, number, async (stores, invoice) => {
    const open = await openPayment(stores, invoice)
    if (open?.state !== 'action required') return standing(invoice, open)
    // from here on the gateway has the last word: nobody can void the invoice meanwhile
    await stores.payments.put({ ...open, state: 'pending' })
    return open
  })
  if (!asked) return { kind: 'unknown' }
  if ('kind' in asked) return asked
  const answer = await ground.gateway.confirm(asked.reference, agrees)
  return paid(ground, await settlePayment(ground, asked, answer))
}

const held = async <T>(
  ground: Ground,
  number: string,
  work: (stores: BillingStores, invoice: Invoice) => Promise<T>,
) =>
  ground.atomically(async stores => {
    const before = await stores.invoices.findByNumber(number)
    if (!before || before.state === 'draft') return undefined
    await stores.licences.hold(before.licenceId)
    const invoice = await stores.invoices.find(before.id)
    return invoice && work(stores, invoice)
  })

const begin = async (
  ground: Ground,
  stores: BillingStores,
  invoice: Invoice,
  cardId: string,
): Promise<Payment | Paying> => {
  const open = await openPayment(stores, invoice)
  if (open || invoice.state !== 'open' || invoice.corrects !== null) return standing(invoice, open)
  const card = await stores.cards.find(cardId)
  if (card?.accountId !== invoice.accountId) return { kind: 'no such card' }
  return startPayment(stores, { invoice, card, at: ground.now().toISOString() })
}

const openPayment = async ({ payments }: BillingStores, { id }: Invoice) =>
  (await payments.of(id)).find(({ state }) => state !== 'failed' && state !== 'succeeded')

const standing = (invoice: Invoice, open: Payment | undefined): Paying => {
  if (open?.state === 'action required') return { kind: 'action required', invoice }
  return open ? { kind: 'processing', invoice } : { kind: 'not open', invoice }
}

const paid = async ({ stores }: Ground, { id }: Payment): Promise<Paying> => {
  const payment = await stores.payments.find(id)
  const invoice = payment && (await stores.invoices.find(payment.invoiceId))
  if (!invoice) return { kind: 'unknown' }
  return { kind: outcomes[payment.state], invoice }
}

const outcomes = {
  succeeded: 'paid',
  failed: 'declined',
  'action required': 'action required',
  processing: 'processing',
  pending: 'processing',
} as const
