import { createRequire } from 'node:module'
import type { Knex } from 'knex'

interface SqliteTransaction {
  query: (connection: unknown, sql: string) => Promise<unknown>
}
type SqliteTransactionClass = new (...args: unknown[]) => SqliteTransaction

const Transaction: SqliteTransactionClass = createRequire(import.meta.url)(
  'knex/lib/dialects/sqlite3/execution/sqlite-transaction.js',
)

class ImmediateTransaction extends Transaction {
  begin(connection: unknown) {
    return this.query(connection, 'BEGIN IMMEDIATE;')
  }
}

class ExclusiveTransaction extends Transaction {
  begin(connection: unknown) {
    return this.query(connection, 'BEGIN EXCLUSIVE;')
  }
}

/**
 * Makes each transaction start with BEGIN IMMEDIATE. knex's own BEGIN is deferred: two transactions that read and then
 * write would fail at once with SQLITE_BUSY, whatever busy_timeout says (SQLite documentation, "Transaction", 2.2).
 */
export const takesTheLockUpFront = (db: Knex): Knex => beginningWith(ImmediateTransaction, db)

/** The same, and outside WAL mode nobody else reads meanwhile either. */
export const takesAll = (db: Knex): Knex => beginningWith(ExclusiveTransaction, db)

const beginningWith = (Kind: SqliteTransactionClass, db: Knex): Knex => {
  db.client.transaction = function (this: unknown, ...args: unknown[]) {
    return new Kind(this, ...args)
  }
  return db
}
