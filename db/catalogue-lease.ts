import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Knex } from 'knex'
import type { Work } from './index.ts'

const leaseTime = 120_000

/** One refresh at a time over all processes: who has the lease may write the next generation. */
export const leaseIn = (knex: Knex, now: () => Date) => {
  const owner = randomUUID()
  const until = () => new Date(now().getTime() + leaseTime).toISOString()
  const mine = (work: Work) => work('catalogue_state').where({ id: 1, lease_owner: owner })

  const tryIt = () =>
    knex('catalogue_state')
      .where('id', 1)
      .whereRaw('(lease_owner is null or lease_until < ? or lease_until > ?)', [
        now().toISOString(),
        // written by a clock that has been put back since
        until(),
      ])
      .update({ lease_owner: owner, lease_until: until() })

  /** Throws where another process has taken over, so that nothing more is written. */
  const keep = async (work: Work) => {
    if ((await mine(work).update({ lease_until: until() })) === 0)
      throw new Error('Another process has taken over the refresh of the catalogue')
  }

  return {
    keep,
    /** Waits so many milliseconds for whoever has it. */
    async take(patience: number) {
      const deadline = Date.now() + patience
      while ((await tryIt()) === 0) {
        if (Date.now() > deadline) return false
        await wait(200)
      }
      return true
    },
    drop: () => mine(knex).update({ lease_owner: null, lease_until: null }),
    /** Keeps it until the answer is called. */
    holding() {
      const timer = setInterval(() => {
        // if it can't be kept, the next write finds out
        keep(knex).catch(() => {})
      }, leaseTime / 4)
      return () => clearInterval(timer)
    },
  }
}
