import type { RightInFull, InvoiceInFull } from '../../client-area/billing/backend.ts'
import type { Invoice } from '../../client-area/billing/records.ts'
import { moneyText } from './money.ts'

/** A subscription as data. */
export const subscriptionData = ({ right, product, next, openInvoice }: RightInFull) => ({
  id: right.id,
  account: right.accountId,
  licence: right.licenceId,
  addon: right.addon,
  name: product.name,
  cycle: right.cycle,
  state: right.state,
  since: right.since,
  paidUntil: right.paidUntil,
  next,
  pastDueSince: right.pastDueSince,
  usableUntil: right.usableUntil,
  invoice: openInvoice?.number ?? null,
  newPrice: right.newNet === null ? null : { from: right.newNetFrom, net: right.newNet },
  endsAt: right.endsAt,
  endedAt: right.endedAt,
  endedBecause: right.endedBecause,
})

/** The same in one line. */
export const subscriptionLine = ({ right, next, openInvoice }: RightInFull) =>
  [
    right.id,
    right.addon,
    right.cycle,
    right.endedBecause === null ? right.state : `${right.state} (${right.endedBecause})`,
    right.paidUntil && `paid until ${right.paidUntil}`,
    next && `next ${moneyText(next.total, next.currency)} on ${next.at}`,
    right.endsAt && !right.endedAt && `ends ${right.endsAt}`,
    openInvoice && `${openInvoice.number ?? 'an invoice'} is unpaid`,
  ]
    .filter(Boolean)
    .join('  ')

/** An invoice as data, without the names of our own tables. */
export const invoiceData = (invoice: Invoice) => {
  const { id: _id, snapshot: _snapshot, corrects: _corrects, ...shown } = invoice
  return shown
}

export const invoiceLine = ({ number, state, addon, total, currency, issuedAt }: Invoice) =>
  [number ?? 'draft', state, addon, moneyText(total, currency), issuedAt ?? ''].join('  ')

/** An invoice with everything that is known of it, a line each. */
export const invoiceLines = ({ invoice, payments, corrections }: InvoiceInFull) => {
  const { snapshot, currency, net, tax, total } = invoice
  const money = (amount: number) => moneyText(amount, currency)
  return [
    invoiceLine(invoice),
    `from: ${lineOf(Object.values(snapshot.seller))}`,
    `to: ${lineOf(Object.values(snapshot.buyer))}`,
    `for: ${snapshot.licence.panel}, licence ending in ${snapshot.licence.keyEnd}`,
    ...snapshot.lines.map(line => `line: ${line.text}, ${money(line.net)}`),
    `net: ${money(net)}`,
    ...(snapshot.tax ? [`${snapshot.tax.label} ${snapshot.tax.rate / 100} %: ${money(tax)}`] : []),
    ...(snapshot.tax?.note ? [snapshot.tax.note] : []),
    `total: ${money(total)}`,
    ...(invoice.dueAt === null ? [] : [`due: ${invoice.dueAt}`]),
    ...payments.map(
      one => `payment: ${one.at}, ${one.method}, ${one.state}${one.reason ? `, ${one.reason}` : ''}`,
    ),
    ...corrections.map(one => `credit note: ${invoiceLine(one)}`),
  ]
}

const lineOf = (texts: string[]) => texts.filter(text => text !== '').join(', ')
