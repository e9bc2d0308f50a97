import { entitlement as entitlementSchema } from '../contracts/marketplace-api.ts'
import type { EntitlementStore, Held } from '../marketplace/entitlements.ts'
import type { Work } from './index.ts'
import { bump } from './revisions.ts'

/** What the client area last said of each right of this licence. */
export const entitlementsIn = (knex: Work): EntitlementStore => {
  const table = () => knex<Row>('entitlements')

  const all = async () => (await table()).map(heldOf)

  // no revision where nothing but the time of reading is new
  const store = async (held: Held, before: Held | undefined) => {
    await table().insert(rowOf(held)).onConflict('id').merge()
    if (!before || replyOf(before) !== replyOf(held)) await bump(knex, 'purchases')
  }

  const put = async (held: Held) => {
    // two readings at one time: the row decides, one after the other
    const row = await table().where({ id: held.id }).forUpdate().first()
    const before = row && heldOf(row)
    if (before && isOlder(held, before)) return false
    await store(held, before)
    return true
  }

  return {
    put,
    all,
    async replaceAll(held, knownBefore) {
      const named = new Set(held.map(({ id }) => id))
      const licences = new Set(held.map(({ licence }) => licence))
      const isGone = ({ id, licence }: Held) =>
        !named.has(id) && (knownBefore.includes(id) || (licences.size > 0 && !licences.has(licence)))
      const gone = (await all()).filter(isGone).map(({ id }) => id)
      if (gone.length > 0) {
        await table().whereIn('id', gone).delete()
        await bump(knex, 'purchases')
      }
      for (const one of held) await put(one)
    },
    async clear() {
      if ((await table().delete()) > 0) await bump(knex, 'purchases')
    },
    async find(id) {
      const row = await table().where({ id }).first()
      return row && heldOf(row)
    },
    async latestFor(addon) {
      return (await table().where({ addon })).map(heldOf).toSorted(byWeight)[0]
    },
  }
}

// stops a late or repeated reply from bringing back what was before
const isOlder = (held: Held, before: Held) =>
  held.licence === before.licence && held.revision < before.revision

/** Those in force first, what was paid for before what is free, the newest first. */
const byWeight = (one: Held, other: Held) =>
  Number(one.state === 'ended') - Number(other.state === 'ended') ||
  Number(one.kind === 'free') - Number(other.kind === 'free') ||
  Date.parse(other.endedAt ?? other.since) - Date.parse(one.endedAt ?? one.since)

interface Row {
  id: string
  addon: string
  state: string
  revision: number
  since: string
  reply: string
  read_at: string
}

// the schema drops what is not of the reply: when it was read
const replyOf = (held: Held) => JSON.stringify(entitlementSchema.parse(held))

const rowOf = (held: Held): Row => ({
  id: held.id,
  addon: held.addon,
  state: held.state,
  revision: held.revision,
  since: held.since,
  reply: replyOf(held),
  read_at: held.readAt,
})

const heldOf = (row: Row): Held => ({
  ...entitlementSchema.parse(JSON.parse(row.reply)),
  readAt: row.read_at,
})
