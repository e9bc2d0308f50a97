import type { Entitlement, InvoiceSummary, Purchase as Reply } from '../../contracts/marketplace-api.ts'
import type { OddAnswer, Purchase } from '../purchases.ts'

/** Which fields of an answer don't fit what was confirmed here, or each other. None: it may be believed. */
export const oddFields = (purchase: Purchase, reply: Reply): string[] => [
  ...differences(purchase, reply),
  ...contradictions(reply),
]

// stops an answer about another amount, order, account or licence from passing for ours
const differences = (purchase: Purchase, reply: Reply) =>
  thoseThatFail({
    reference: purchase.reference === reply.reference,
    licence: purchase.licence === reply.licence,
    account: purchase.account.id === reply.account,
    addon: purchase.addon === reply.addon,
    cycle: purchase.cycle === reply.cycle,
    currency: purchase.currency === reply.currency,
    total: purchase.total === reply.total,
  })

const contradictions = (reply: Reply) =>
  thoseThatFail({
    entitlement: (reply.state === 'paid') === (reply.entitlement !== null),
    refusal: (reply.state === 'refused') === (reply.refusal !== null),
    invoice: reply.invoice ? invoiceFits(reply, reply.invoice) : !billed.includes(reply.state),
  })

const billed: readonly Reply['state'][] = ['paid', 'payment due', 'action required', 'processing']

const invoiceFits = (reply: Reply, invoice: InvoiceSummary) => {
  const isSettled = invoice.state === 'paid' || invoice.state === 'refunded'
  return (
    reply.state !== 'refused' &&
    isSettled === (reply.state === 'paid') &&
    invoice.addon === reply.addon &&
    invoice.currency === reply.currency &&
    invoice.total === reply.total
  )
}

const thoseThatFail = (claims: Record<string, boolean>) =>
  Object.entries(claims)
    .filter(([, holds]) => !holds)
    .map(([field]) => field)

/** Is this the right that the purchase bought? */
export const isBoughtBy = (purchase: Purchase, { licence, addon, kind, cycle }: Entitlement) =>
  licence === purchase.licence &&
  addon === purchase.addon &&
  kind === (purchase.cycle === 'one-time' ? 'one-time' : 'recurring') &&
  (kind === 'one-time' || cycle === purchase.cycle)

/** What came back, for a person to look at beside what was confirmed. */
export const oddAnswer = (reply: Reply, fields: string[]): OddAnswer => {
  const { addon, cycle, currency, total, account, state } = reply
  return { addon, cycle, currency, total, account, state, fields }
}
