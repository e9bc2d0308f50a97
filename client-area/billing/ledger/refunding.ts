import type { Correcting } from '../backend.ts'
import { addDays } from '../calendar.ts'
import type { Invoice, Payment } from '../records.ts'
import type { BillingStores } from '../stores.ts'
import { partOf, type Taxed } from '../tax.ts'
import { postLedger } from './bookkeeping.ts'
import { correct } from './correcting.ts'
import { issueCreditNote } from './crediting.ts'
import { days, type Ground } from './ground.ts'
import { changeInvoice } from './invoicing.ts'
import { changeRight, ended } from './rights.ts'
import { voidOpen } from './voiding.ts'

/** Gives money of a paid invoice back: all that is left of it, unless an amount is given. */
export const refund = async (ground: Ground, number: string, amount?: number): Promise<Correcting> => {
  const outcome = await correct(ground, number, (stores, invoice, at) =>
    credit(stores, invoice, { amount, at }),
  )
  if (outcome.kind !== 'credited') return outcome
  await payBack(ground, outcome.note)
  return { kind: 'done', invoice: outcome.invoice }
}

/** Pays out what was promised by a credit note before a crash, or while the gateway was away. */
export const finishRefunds = async (ground: Ground) => {
  for (const note of await ground.stores.invoices.unpaidCorrections()) await payBack(ground, note)
  return undefined
}

// The credit note is stored first: after a crash it says what is still to be given back.
const credit = async (
  stores: BillingStores,
  invoice: Invoice,
  { amount, at }: { amount: number | undefined; at: string },
) => {
  if (invoice.state !== 'paid' || invoice.corrects !== null) return { kind: 'not paid' as const }
  const before = sumOf(await stores.invoices.corrections(invoice.id))
  const left = invoice.total - before.total
  const asked = amount ?? left
  if (asked < 1 || asked > left) return { kind: 'too much' as const }
  const note = await issueCreditNote(stores, invoice, { part: partOf(invoice, asked, before), at })
  const isWhole = asked === left
  const state = isWhole ? 'refunded' : 'paid'
  const after = await changeInvoice(stores, invoice, { state }, at)
  if (isWhole) await endRefunded(stores, invoice, at)
  return { kind: 'credited' as const, invoice: after, note }
}

const sumOf = (notes: Invoice[]): Taxed =>
  notes.reduce(
    (sum, { net, tax, total }) => ({ net: sum.net + net, tax: sum.tax + tax, total: sum.total + total }),
    { net: 0, tax: 0, total: 0 },
  )

// Given back in full, it ends after notice; what had ended or was switched off before does not come back for that.
const endRefunded = async (stores: BillingStores, { entitlementId }: Invoice, at: string) => {
  const right = entitlementId === null ? undefined : await stores.rights.find(entitlementId)
  if (!right || right.state === 'ended') return
  for (const open of await stores.invoices.openOf(right.id)) await voidOpen(stores, open, at)
  const usableUntil = right.usableUntil ?? addDays(at, days.grace)
  await changeRight(stores, right, ended('refunded', at, usableUntil), at)
}

const payBack = async (ground: Ground, note: Invoice) => {
  const { stores } = ground
  const payments = await stores.payments.of(note.corrects ?? '')
  const payment = payments.find(({ state }) => state === 'succeeded')
  if (!payment) throw new Error(`Nothing was paid of what the credit note ${note.number} gives back.`)
  if (payment.method === 'card') await askGateway(ground, note, payment)
  await ground.atomically(inner => notePaidBack(inner, note.id, payment, ground.now().toISOString()))
}

// Told is the sum of this credit note and those before it, so that asking twice gives back once.
const askGateway = async ({ stores, gateway }: Ground, note: Invoice, { reference }: Payment) => {
  const notes = await stores.invoices.corrections(note.corrects ?? '')
  const upToThis = notes.filter(one => placeOf(one) <= placeOf(note))
  await gateway.refund({ reference, total: sumOf(upToThis).total })
}

const placeOf = ({ number }: Invoice) => Number(number?.split('-').at(-1))

const notePaidBack = async (stores: BillingStores, id: string, payment: Payment, at: string) => {
  const before = await stores.invoices.find(id)
  await stores.licences.hold(before?.licenceId ?? '')
  const note = await stores.invoices.find(id)
  if (note?.state !== 'processing') return
  const book = payment.method === 'card' ? 'gateway' : 'bank'
  await postLedger(stores, { kind: 'refund', invoice: note, at, book, reference: payment.reference })
  await stores.invoices.put({ ...note, state: 'paid', paidAt: at, closedAt: at })
}
