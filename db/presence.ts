import type { Knex } from 'knex'

/** Among PostgreSQL's advisory locks of one database, the one that all who work with Souk's tables share. */
export const presence = 1_936_684_395

interface PostgresConnection {
  query: (sql: string, done: (error: Error | null) => void) => void
}

/**
 * Has each connection share the lock for as long as it lives, so that a restore can tell whether anybody is there, and
 * whoever comes meanwhile waits. (SQLite knows by its own lock on the file.)
 */
export const present: NonNullable<Knex.PoolConfig['afterCreate']> = (
  connection: PostgresConnection,
  done: (error: Error | null, connection: PostgresConnection) => void,
) => connection.query(`SELECT pg_advisory_lock_shared(${presence})`, error => done(error, connection))
