import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Knex } from 'knex'
import type { Work } from './index.ts'

const leaseTime = 45_000

/** Who refreshes, and whether somebody who did certainly does no more. */
export interface Holder {
  name: string
  isGone: (name: string) => boolean
}

export const anyHolder = (): Holder => ({ name: randomUUID(), isGone: () => false })

/** Another process has taken over: nothing more may be written. */
export class LostLease extends Error {}

/** One refresh at a time over all processes: who has the lease may write the next generation. */
export const leaseIn = (knex: Knex, now: () => Date, { name, isGone }: Holder) => {
  const row = (work: Work) => work('catalogue_state').where('id', 1)
  const after = (time: number) => new Date(now().getTime() + time).toISOString()
  const until = () => after(leaseTime)
  const ours = () => ({ lease_owner: name, lease_until: until() })

  const takeFree = () =>
    row(knex)
      .whereRaw('(lease_owner is null or lease_until < ? or lease_until > ?)', [
        now().toISOString(),
        // so far ahead that it was written by a clock that has been put back since
        after(2 * leaseTime),
      ])
      .update(ours())

  const takeFromDead = async () => {
    const held: { lease_owner: string | null } = await row(knex).first('lease_owner')
    if (held.lease_owner === null || !isGone(held.lease_owner)) return 0
    return row(knex).where('lease_owner', held.lease_owner).update(ours())
  }

  const keep = async (work: Work) => {
    const kept = await row(work).where('lease_owner', name).update({ lease_until: until() })
    if (kept === 0) throw new LostLease('Another process has taken over the refresh of the catalogue')
  }

  return {
    keep,
    /** Waits so many milliseconds for whoever has it. */
    async take(patience: number) {
      const deadline = Date.now() + patience
      while ((await takeFree()) === 0 && (await takeFromDead()) === 0) {
        if (Date.now() > deadline) return false
        await wait(200)
      }
      return true
    },
    drop: () => row(knex).where('lease_owner', name).update({ lease_owner: null, lease_until: null }),
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
