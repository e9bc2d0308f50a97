import type { Work } from './index.ts'

/*
 * A feed read by "everything after number n" loses an event whose number is lower than one already read but which is
 * committed later. SQLite has one writer at a time, so its numbers are committed in order. PostgreSQL gives numbers
 * before the commit: there, whoever writes shares a lock of the licence until the commit, before the number is taken;
 * a reader asks for the same lock alone, and so waits until every number below its view is decided. Writers never wait
 * for one another, so that this adds no deadlock to the transactions of the books.
 */

/** To be called in a transaction before an event of this licence gets its number. */
export const writesInOrder = async (work: Work, licenceId: string) => {
  if (isPostgres(work))
    await work.raw('select pg_advisory_xact_lock_shared(?, hashtext(?))', [lock, licenceId])
}

/** Reads events of this licence so that none with a lower number can appear afterwards. */
export const readsInOrder = <T>(
  work: Work,
  licenceId: string,
  read: (work: Work) => Promise<T>,
): Promise<T> => {
  if (!isPostgres(work)) return read(work)
  return work.transaction(async tx => {
    await tx.raw('select pg_advisory_xact_lock(?, hashtext(?))', [lock, licenceId])
    return read(tx)
  })
}

// Advisory locks are numbers of the whole database; this one stands for "events".
const lock = 1_702_260_324
const isPostgres = (work: Work) => work.client.config.client === 'pg'
