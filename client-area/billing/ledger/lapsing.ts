import type { BillingStep } from '../backend.ts'
import type { Invoice } from '../records.ts'
import type { Ground } from './ground.ts'
import { changeOrder } from './ordering.ts'
import { stepDone } from './stepping.ts'
import { voidOpen } from './voiding.ts'

/** Takes back a first invoice that was not paid in time: nothing began, and nothing is owed. */
export const lapse = (ground: Ground, invoice: Invoice, at: string): Promise<BillingStep | undefined> =>
  ground.atomically(async stores => {
    await stores.licences.hold(invoice.licenceId)
    const now = await stores.invoices.find(invoice.id)
    const after = now && (await voidOpen(stores, now, at))
    const order = await stores.orders.findByInvoice(invoice.id)
    if (!after) return undefined
    if (order) await changeOrder(stores, order, { state: 'void' }, at)
    return stepDone('invoice void', { at }, after, after)
  })
