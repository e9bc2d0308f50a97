import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import {
  entitlement,
  type Purchase,
  purchase as purchaseSchema,
  type PurchaseRequest,
  type Quote,
  quoteReply,
} from '../../contracts/marketplace-api.ts'
import type { Cycle } from '../../contracts/marketplace-api.ts'
import type { LedgerTransaction } from '../billing/records.ts'
import type { BillingBench, Buyer } from './billing-ground.ts'

/** What help desks and people do with a billing backend, in the words of the tests. Each reply is held against its schema. */
export const actsOn = (bench: BillingBench) => {
  const market = () => bench.backend().marketplace
  const newReference = () => `press-${randomUUID()}`

  const quotes = async ({ licence }: Buyer, addon: string, version = '1.0.0') => {
    const quoting = await market().quote(licence, { addon, version })
    if (quoting.kind !== 'quoted') throw new Error(`No quote: ${quoting.kind}`)
    return quoteReply.parse(quoting.reply)
  }
  const offer = async (buyer: Buyer, addon: string, cycle: Cycle = 'monthly', version = '1.0.0') => {
    const reply = await quotes(buyer, addon, version)
    const quote = reply.quotes.find(one => one.cycle === cycle)
    if (!quote) throw new Error(`No ${cycle} quote of ${addon}`)
    return requestFor(addon, quote, reply.terms.version)
  }
  const send = ({ licence }: Buyer, reference: string, request: PurchaseRequest) =>
    market().purchase(licence, reference, request)
  const answer = async (buyer: Buyer, reference: string, request: PurchaseRequest) => {
    const purchasing = await send(buyer, reference, request)
    if (purchasing.kind !== 'answer') throw new Error(`No answer: ${purchasing.kind}`)
    return purchaseSchema.parse(purchasing.purchase)
  }
  const movements = async ({ licence }: Buyer) =>
    (await bench.backend().office.ledger()).filter(({ licenceId }) => licenceId === licence.id)
  const rights = async ({ licence }: Buyer) =>
    (await market().entitlements(licence)).map(one => entitlement.parse(one))

  return {
    newReference,
    quotes,
    offer,
    send,
    answer,
    movements,
    rights,
    async buy(buyer: Buyer, addon: string, cycle: Cycle = 'monthly'): Promise<Purchase> {
      return answer(buyer, newReference(), await offer(buyer, addon, cycle))
    },
    find: async ({ licence }: Buyer, reference: string) => {
      const found = await market().findPurchase(licence, reference)
      return found && purchaseSchema.parse(found)
    },
    right: async (buyer: Buyer, addon: string) => {
      const right = (await rights(buyer)).find(one => one.addon === addon)
      if (!right) throw new Error(`No right to ${addon}`)
      return right
    },
    /** amounts that were charged and given back, in the order of time */
    charges: async (buyer: Buyer) => amounts(await movements(buyer), 'charge'),
    refunds: async (buyer: Buyer) => amounts(await movements(buyer), 'refund'),
    invoices: ({ licence }: Buyer) => market().invoices(licence),
    firstCard: async ({ account }: Buyer) => {
      const [card] = await bench.backend().desk.cards(account.id)
      if (!card) throw new Error('No card')
      return card.id
    },
    /** The sums of all books are zero, in each transaction and altogether. */
    async expectBalance() {
      const all = await bench.backend().office.ledger()
      for (const { lines, kind } of all) expect(sum(lines.map(({ amount }) => amount)), kind).to.equal(0)
      for (const { lines } of all)
        expect(lines.every(({ amount }) => Number.isSafeInteger(amount))).to.equal(true)
    },
  }
}
export type Acts = ReturnType<typeof actsOn>

export const requestFor = (addon: string, quote: Quote, terms: string): PurchaseRequest => ({
  quote: quote.id,
  addon,
  cycle: quote.cycle,
  total: quote.total,
  currency: quote.currency,
  terms,
})

const amounts = (movements: LedgerTransaction[], kind: LedgerTransaction['kind']) =>
  movements.filter(one => one.kind === kind).map(({ amount }) => amount)

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0)
