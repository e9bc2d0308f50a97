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

/**
 * Makes each transaction start with BEGIN IMMEDIATE. knex's own BEGIN is deferred: two transactions that read and then
 * write would fail at once with SQLITE_BUSY, whatever busy_timeout says (SQLite documentation, "Transaction", 2.2).
 */
export const takesTheLockUpFront = (db: Knex): Knex => {
  db.client.transaction = function (this: unknown, ...args: unknown[]) {
    return new ImmediateTransaction(this, ...args)
  }
  return db
}
