import type { Entitlement } from '../../contracts/marketplace-api.ts'
import type { Connection } from '../connection.ts'
import type { Held } from '../entitlements.ts'
import { type Feed, type NoAnswer, noAnswer, senseless } from './feed.ts'
import { memory } from './memory.ts'
import type { SyncNeeds } from './needs.ts'

/** A whole fresh reply, stored. */
export interface Fresh {
  kind: 'fresh'
  connection: Connection
  /** add-ons with a right that was paid for before this reply, and none in it */
  vanished: Set<string>
}

/** Reads the licence and every right of it, and stores them together with the place in the feed. */
export const readRights = async (needs: SyncNeeds, feed: Feed): Promise<Fresh | NoAnswer> => {
  const connection = await checkedConnection(needs)
  if ('why' in connection || connection.kind === 'not connected') return connection
  const before = await needs.entitlements.all()
  const answer = await needs.connection.access(token => needs.market.entitlements(token))
  if (answer.kind !== 'answer') return noAnswer(answer)
  if (!areOf(answer.value, connection.current)) return senseless('rights of another licence, or one twice')
  // another login has taken its place meanwhile: this reply is not about it
  if ((await needs.connection.current())?.login !== connection.current.login) return { kind: 'not connected' }
  await store(needs, feed, connection.current, { before, rights: answer.value })
  return { kind: 'fresh', connection: connection.current, vanished: vanishedIn(before, answer.value) }
}

const checkedConnection = async ({
  connection,
}: SyncNeeds): Promise<{ kind: 'here'; current: Connection } | NoAnswer> => {
  const checked = await connection.check()
  if (checked.kind === 'failed') return { kind: 'failed', why: `The client area: ${checked.problem}` }
  const current = await connection.current()
  return current ? { kind: 'here', current } : { kind: 'not connected' }
}

// stops rights of another licence, which a confused or hostile server may hand out, from being taken for ours
const areOf = (rights: readonly Entitlement[], { licence }: Connection) =>
  rights.every(one => one.licence === licence.id) &&
  new Set(rights.map(({ id }) => id)).size === rights.length

const store = (
  { atomically, now }: SyncNeeds,
  { cursor, isNew }: Feed,
  { login }: Connection,
  { before, rights }: { before: readonly Held[]; rights: readonly Entitlement[] },
) =>
  atomically(async ({ entitlements, panelSettings }) => {
    const readAt = now().toISOString()
    if (isNew) await entitlements.clear()
    const held = rights.map(right => ({ ...right, readAt }))
    await entitlements.replaceAll(
      held,
      before.map(({ id }) => id),
    )
    await memory.reading.write(panelSettings, { login, cursor })
  })

const vanishedIn = (before: readonly Held[], rights: readonly Entitlement[]) => {
  const has = new Set(rights.map(({ addon }) => addon))
  return new Set(
    before.filter(({ addon, kind }) => kind !== 'free' && !has.has(addon)).map(({ addon }) => addon),
  )
}
