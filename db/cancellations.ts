import type { Cancellation, CancellationStore } from '../marketplace/entitlements.ts'
import type { Work } from './index.ts'
import { bump } from './revisions.ts'

const open: Cancellation['state'][] = ['asked', 'unknown']

/** Who asked to end what, and whether billing is known to have stopped. */
export const cancellationsIn = (knex: Work): CancellationStore => {
  const table = () => knex<Row>('cancellations')
  const newestOpen = () => table().whereIn('state', open).orderBy('asked_at', 'desc')

  return {
    async add(cancellation) {
      await table().insert(rowOf(cancellation))
      await bump(knex, 'purchases')
    },
    async put(cancellation) {
      const { reference, ...values } = rowOf(cancellation)
      await table().where({ reference }).update(values)
      await bump(knex, 'purchases')
    },
    async find(reference) {
      const row = await table().where({ reference }).first()
      return row && cancellationOf(row)
    },
    async openFor(addon) {
      const row = await newestOpen().where({ addon }).first()
      return row && cancellationOf(row)
    },
    async openAll() {
      return (await newestOpen()).map(cancellationOf)
    },
    async latestFor(addon) {
      const row = await table().where({ addon }).orderBy('asked_at', 'desc').first()
      return row && cancellationOf(row)
    },
  }
}

interface Row {
  reference: string
  entitlement: string
  addon: string
  name: string
  operator_id: string | null
  operator: string
  state: Cancellation['state']
  asked_at: string
  settled_at: string | null
}

const rowOf = (one: Cancellation): Row => ({
  reference: one.reference,
  entitlement: one.entitlement,
  addon: one.addon,
  name: one.name,
  operator_id: one.operatorId,
  operator: one.operator,
  state: one.state,
  asked_at: one.askedAt,
  settled_at: one.settledAt,
})

const cancellationOf = (row: Row): Cancellation => ({
  reference: row.reference,
  entitlement: row.entitlement,
  addon: row.addon,
  name: row.name,
  operatorId: row.operator_id,
  operator: row.operator,
  state: row.state,
  askedAt: row.asked_at,
  settledAt: row.settled_at,
})
