import { type Payment, toBeGivenBack as owed } from '../../records.ts'
import type { BillingStores } from '../../stores.ts'
import { postLedger } from '../bookkeeping.ts'
import type { Ground } from '../ground.ts'
import { changeInvoice } from '../invoicing.ts'
import { changeOrder } from '../ordering.ts'
import { voidOpen } from '../voiding.ts'
import { held, type Settling } from './held.ts'

const given = 'given back'

/** money that came for nothing, and is still with us */
export const isOwedBack = ({ state, reason }: Payment) => state === 'pending' && reason === owed

/** whether nothing about this payment can change any more, whatever else is heard of it */
export const isFinal = ({ state, reason }: Payment) =>
  state === 'succeeded' || reason === owed || reason === given

/** Money came that nobody owes any more: written down before the gateway is asked to give it back. */
export const oweBack = async (stores: BillingStores, { payment, invoice, order }: Settling, at: string) => {
  // not under way any more, so that the invoice can be taken back
  await stores.payments.put({ ...payment, state: 'failed', reason: owed })
  const open = invoice.state === 'processing' ? { ...invoice, state: 'open' as const } : invoice
  const isVoid = await voidOpen(stores, open, at)
  if (isVoid && order) await changeOrder(stores, order, { state: 'void' }, at)
  await postLedger(stores, { kind: 'charge', invoice, at, reference: payment.reference })
  await stores.payments.put({ ...payment, state: 'pending', reason: owed })
}

/** Gives it back; asked again after a crash, it is given back once. */
export const giveBack = async (ground: Ground, payment: Payment): Promise<Payment> => {
  await ground.gateway.refund({ reference: payment.reference, total: payment.amount })
  const at = ground.now().toISOString()
  return ground.atomically(async stores => {
    const settling = await held(stores, payment.id)
    if (!isOwedBack(settling.payment)) return settling.payment
    const after: Payment = { ...settling.payment, state: 'failed', reason: given, settledAt: at }
    await stores.payments.put(after)
    const { invoice } = settling
    await postLedger(stores, { kind: 'refund', invoice, at, reference: payment.reference })
    await changeInvoice(stores, invoice, {}, at)
    return after
  })
}
