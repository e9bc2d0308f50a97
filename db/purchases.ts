import { cycle } from '../contracts/marketplace-api.ts'
import {
  allStates,
  isOpen,
  type Purchase,
  type PurchaseState,
  type PurchaseStore,
} from '../marketplace/purchases.ts'
import { chargesIn } from './charges.ts'
import type { Work } from './index.ts'
import { failureOf } from './operations.ts'
import { pageIn } from './pages.ts'
import { bump } from './revisions.ts'

const pageSize = 50

/** Attempts to pay. The unique column `open_key` allows one open purchase per licence and add-on. */
export const purchasesIn = (knex: Work): PurchaseStore => {
  const table = () => knex<Row>('purchases')
  const first = async (query: Promise<Row | undefined>) => {
    const row = await query
    return row && purchaseOf(row)
  }

  return {
    async add(purchase) {
      await table().insert(rowOf(purchase))
      if (purchase.invoice) await chargesIn(knex).take([purchase.invoice])
      await bump(knex, 'purchases')
    },
    async put(purchase) {
      const { reference, ...row } = rowOf(purchase)
      await table().where({ reference }).update(row)
      if (purchase.invoice) await chargesIn(knex).take([purchase.invoice])
      await bump(knex, 'purchases')
    },
    find: reference => first(table().where({ reference }).first()),
    openFor: (addon, licence) =>
      first(
        table()
          .where(licence === undefined ? { addon } : { addon, licence })
          .whereNotNull('open_key')
          .orderBy('placed_at', 'desc')
          .first(),
      ),
    latestFor: addon => first(table().where({ addon }).orderBy('placed_at', 'desc').first()),
    async openAll() {
      return (await table().whereNotNull('open_key').orderBy('placed_at')).map(purchaseOf)
    },
    async list(asked) {
      const counted = await table().count({ total: '*' }).first()
      const { total, pages, page } = pageIn(Number(counted?.['total'] ?? 0), asked, pageSize)
      const rows = await table()
        .orderBy([
          { column: 'placed_at', order: 'desc' },
          { column: 'reference', order: 'desc' },
        ])
        .limit(pageSize)
        .offset((page - 1) * pageSize)
      return { total, pages, purchases: rows.map(purchaseOf) }
    },
  }
}

interface Row {
  reference: string
  addon: string
  name: string
  licence: string
  account_id: string
  account_name: string
  account_email: string
  quote: string
  cycle: string
  currency: string
  /** PostgreSQL answers with text */
  total: number | string
  terms: string
  operator_id: string | null
  operator: string
  state: string
  refusal: Purchase['refusal']
  failure: string | null
  invoice: string | null
  entitlement: string | null
  odd: string | null
  open_key: string | null
  placed_at: string
  checked_at: string | null
}

const rowOf = (purchase: Purchase): Row => ({
  reference: purchase.reference,
  addon: purchase.addon,
  name: purchase.name,
  licence: purchase.licence,
  account_id: purchase.account.id,
  account_name: purchase.account.name,
  account_email: purchase.account.email,
  quote: purchase.quote,
  cycle: purchase.cycle,
  currency: purchase.currency,
  total: purchase.total,
  terms: purchase.terms,
  operator_id: purchase.operatorId,
  operator: purchase.operator,
  state: purchase.state,
  refusal: purchase.refusal,
  failure: purchase.failure && JSON.stringify(purchase.failure),
  invoice: purchase.invoice && JSON.stringify(purchase.invoice),
  entitlement: purchase.entitlement,
  odd: purchase.odd && JSON.stringify(purchase.odd),
  open_key: isOpen(purchase) ? `${purchase.licence}:${purchase.addon}` : null,
  placed_at: purchase.placedAt,
  checked_at: purchase.checkedAt,
})

const purchaseOf = (row: Row): Purchase => ({
  reference: row.reference,
  addon: row.addon,
  name: row.name,
  licence: row.licence,
  account: { id: row.account_id, name: row.account_name, email: row.account_email },
  quote: row.quote,
  cycle: cycle.parse(row.cycle),
  currency: row.currency,
  total: Number(row.total),
  terms: row.terms,
  operatorId: row.operator_id,
  operator: row.operator,
  state: stateOf(row.state),
  refusal: row.refusal,
  failure: failureOf(row.failure),
  invoice: row.invoice === null ? null : (JSON.parse(row.invoice) as Purchase['invoice']),
  entitlement: row.entitlement,
  odd: row.odd === null ? null : (JSON.parse(row.odd) as Purchase['odd']),
  placedAt: row.placed_at,
  checkedAt: row.checked_at,
})

const stateOf = (text: string): PurchaseState => {
  const state = allStates.find(one => one === text)
  if (!state) throw new Error(`The database names an unknown state of a purchase: ${text}`)
  return state
}
