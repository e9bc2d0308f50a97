import type { Knex } from 'knex'
import type { Activity, ActivityEntry, ActivityFilter, ActivityLine } from '../marketplace/activity.ts'
import type { Database, Work } from './index.ts'
import { pageIn } from './pages.ts'

const pageSize = 50
const pieceSize = 500
// of the integers that PostgreSQL numbers lines with
const largestId = 2 ** 31 - 1

/** The record of who changed what. */
export const activityIn = ({ knex }: Database, now: () => Date) => {
  const matching = (filter: ActivityFilter) => knex<Row>('activity').where(within(filter))

  return {
    record: (entry: ActivityEntry, tx: Work = knex) => recordIn(tx, now(), entry),

    async list(filter: ActivityFilter, page: number) {
      const counted = await matching(filter).count({ total: '*' }).first()
      const shown = pageIn(Number(counted?.total ?? 0), page, pageSize)
      const rows = await matching(filter)
        .orderBy('id', 'desc')
        .limit(pageSize)
        .offset((shown.page - 1) * pageSize)
      return { ...shown, lines: rows.map(lineOf) }
    },

    async *each(filter: ActivityFilter) {
      for (let newest = largestId; ; ) {
        const rows = await matching(filter).where('id', '<=', newest).orderBy('id', 'desc').limit(pieceSize)
        for (const row of rows) yield lineOf(row)
        const last = rows.at(-1)
        if (!last || rows.length < pieceSize) return
        newest = last.id - 1
      }
    },

    async names() {
      const distinct = async (column: 'operator' | 'act' | 'addon') =>
        (await knex<Row>('activity').distinct(column).whereNotNull(column).orderBy(column)).map(row =>
          String(row[column]),
        )
      return {
        operators: await distinct('operator'),
        acts: await distinct('act'),
        addons: await distinct('addon'),
      }
    },
  } satisfies Activity & { record: (entry: ActivityEntry, tx?: Work) => Promise<void> }
}

/** Writes one line, in the transaction of the change it tells of. */
export const recordIn = async (work: Work, at: Date, entry: ActivityEntry) => {
  const { operatorId, operator, act, addon, version, result, reference, detail } = entry
  await work('activity').insert({
    at: at.toISOString(),
    operator_id: operatorId,
    operator,
    act,
    addon: addon ?? null,
    version: version ?? null,
    result,
    reference: reference ?? null,
    detail: detail ?? null,
  })
}

interface Row extends Omit<ActivityLine, 'time'> {
  id: number
  at: string
}

const within = (filter: ActivityFilter) => (query: Knex.QueryBuilder) => {
  for (const column of ['operator', 'act', 'addon'] as const)
    if (filter[column]) query.where(column, filter[column])
  if (filter.from) query.where('at', '>=', filter.from)
  if (filter.to) query.where('at', '<', filter.to)
}

const lineOf = ({ at, operator, act, addon, version, result, reference, detail }: Row): ActivityLine => ({
  time: at,
  operator,
  act,
  addon,
  version,
  result,
  reference,
  detail,
})
