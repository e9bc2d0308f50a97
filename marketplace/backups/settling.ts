import { commandLine } from '../activity.ts'
import type { Header } from '../backups.ts'
import { type ConnectionState, type ConnectionStore, stateOf } from '../connection.ts'
import { failure } from '../failures.ts'
import type { InboxNeeds } from '../inbox.ts'
import { markFailed } from '../inbox/settling.ts'
import type { Atomically, Operation, Stores } from '../operations.ts'
import { lineOf } from '../operations/lines.ts'
import { secretStates } from '../settings/standing.ts'
import { copiesOf } from '../updates/standing.ts'

/** What stands between a restored help desk and its work, for the person who restored it. */
export interface Settled {
  /** operations that were open when the backup was made */
  closed: { addon: string; change: string }[]
  /** replies that may have been sent since: they wait for an operator */
  unsent: number
  login: 'none' | 'stands' | 'another SECRET_KEY' | 'another LICENCE_KEY' | 'ended'
  /** add-ons with secrets that this SECRET_KEY does not open */
  withoutSecrets: string[]
  /** the help desk was at another address */
  moved: boolean
}

export interface SettleNeeds {
  atomically: Atomically
  inbox: InboxNeeds
  connection: Pick<ConnectionStore, 'find'>
  /** the ids of replies that were on their way */
  waitingMessages: () => Promise<string[]>
  now: () => Date
  licenceKey: string
  publicUrl: string
}

/**
 * A backup is older than the world: what was under way then is over. Nothing is charged or sent for the second time; what
 * became of it is asked for by its reference, once the panel runs.
 */
export const settle = async (
  needs: SettleNeeds,
  { madeAt, version, publicUrl }: Header,
): Promise<Settled> => {
  const closed = await needs.atomically(stores => closeOperations(needs, stores))
  await needs.atomically(async stores => {
    await asFound(stores)
    await sweep(stores)
    const detail = `made ${madeAt} by Souk ${version}`
    await stores.record({ ...commandLine, act: 'backup.restore', result: 'done', detail })
  })
  return {
    closed: closed.map(({ addon, kind }) => ({ addon, change: kind })),
    unsent: await holdReplies(needs),
    login: await loginOf(needs),
    withoutSecrets: await needs.atomically(withoutSecrets),
    moved: plain(publicUrl) !== plain(needs.publicUrl),
  }
}

const closeOperations = async ({ now }: SettleNeeds, { operations, record }: Stores) => {
  const closed: Operation[] = []
  for (const { id, owner } of await operations.leases()) {
    const operation = await operations.find(id)
    if (!operation) continue
    const why = failure('restored', { name: operation.name })
    await operations.end(id, owner, { state: 'failed', failure: why, at: now().toISOString() })
    await record(lineOf(operation, 'interrupted', 'by a restore'))
    closed.push(operation)
  }
  return closed
}

// Files are looked at when the panel starts, and no operation is about to replace a release any more.
const asFound = async ({ installations, purchases }: Stores) => {
  for (const one of await installations.all())
    await installations.put({ ...one, altered: false, moving: null })
  // whether it was sent after the backup is not known: it is looked up, never sent
  for (const one of await purchases.openAll())
    if (one.state === 'unsent') await purchases.put({ ...one, state: 'unknown' })
}

/** Removes what changes under way have left: releases, and copies of what add-ons keep, that nothing points to. */
const sweep = async ({ installations, addonData }: Stores) => {
  const installed = new Map((await installations.all()).map(one => [one.addon, one]))
  for (const [addon, one] of installed) await addonData.keepCopies(addon, copiesOf(one))
  for (const { addon, version } of await installations.releases()) {
    const one = installed.get(addon)
    if (one && ![one.version, one.previous?.version].includes(version))
      await installations.removeRelease(addon, version)
  }
}

// stops a reply from being sent to a customer for the second time
const holdReplies = async ({ inbox, waitingMessages }: SettleNeeds) => {
  const waiting = await waitingMessages()
  for (const id of waiting) await markFailed(inbox)(id, mayBeSent)
  return waiting.length
}

const mayBeSent = 'It was waiting to be sent when the backup was made, and may have been sent since.'

const logins = {
  'not connected': 'none',
  connected: 'stands',
  unreadable: 'another SECRET_KEY',
  'other licence': 'another LICENCE_KEY',
  ended: 'ended',
} as const satisfies Record<ConnectionState['kind'], Settled['login']>

const loginOf = async ({ connection, licenceKey, publicUrl }: SettleNeeds) =>
  logins[stateOf(await connection.find(), { licenceKey, panelUrl: publicUrl }).kind]

const withoutSecrets = async ({ installations, secrets }: Stores) => {
  const found: string[] = []
  for (const { addon, name } of await installations.all())
    if ([...(await secretStates(secrets, addon)).values()].includes('unreadable')) found.push(name)
  return found
}

const plain = (address: string) => address.replace(/\/+$/, '')
