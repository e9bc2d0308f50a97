import { createRequire } from 'node:module'
import type { Knex } from 'knex'

interface SqliteTransaction {
  trxClient: { query: (connection: unknown, sql: string) => Promise<unknown> }
  query: (connection: unknown, sql: string, status?: number, value?: unknown) => Promise<unknown>
}
type SqliteTransactionClass = new (...args: unknown[]) => SqliteTransaction

const Transaction: SqliteTransactionClass = createRequire(import.meta.url)(
  'knex/lib/dialects/sqlite3/execution/sqlite-transaction.js',
)

// SQLite undoes by itself what a disk in trouble has stopped: that is the error to be told, not that there is nothing left
class UndoneOnce extends Transaction {
  async rollback(connection: unknown, error: unknown) {
    await this.trxClient.query(connection, 'ROLLBACK').catch(() => {})
    await this.query(connection, 'SELECT 1', 2, error)
  }
}

class ImmediateTransaction extends UndoneOnce {
  begin(connection: unknown) {
    return this.query(connection, 'BEGIN IMMEDIATE;')
  }
}

class ExclusiveTransaction extends UndoneOnce {
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
