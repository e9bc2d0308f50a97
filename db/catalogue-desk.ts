import type { Knex } from 'knex'
import { searchOf } from './catalogue-engines.ts'
import type { Database, Work } from './index.ts'

/** What every act of a refresh works with. */
export const deskOf = (db: Database, keep: (work: Work) => Promise<void>) => ({
  knex: db.knex,
  engine: db.engine,
  search: searchOf(db),
  /** one short transaction, only while the lease is ours */
  guarded: <T>(work: (tx: Knex.Transaction) => Promise<T>) =>
    db.atomically(async tx => {
      await keep(tx)
      return work(tx)
    }),
  state: async (): Promise<{ generation: number; version: number; trust: string | null }> =>
    db.knex('catalogue_state').where('id', 1).first('generation', 'version', 'trust'),
})
export type Desk = ReturnType<typeof deskOf>
