import type { LapseStore, Synced } from '../entitlements.ts'
import type { Installation, InstallationStore } from '../installations.ts'
import { releaseOf } from '../releases.ts'
import { readCharges } from './charges.ts'
import { readFeed } from './feed.ts'
import { type Facts, following, silenced } from './following.ts'
import type { freeRights } from './free.ts'
import { memory } from './memory.ts'
import type { SyncNeeds } from './needs.ts'
import { type Fresh, readRights } from './reading.ts'
import { settleCancellations } from './settling.ts'
import { heard, isOver, unheard } from './silence.ts'
import { apply } from './switching.ts'

export interface Syncing extends SyncNeeds {
  installations: Pick<InstallationStore, 'all'>
  lapses: Pick<LapseStore, 'all'>
  askForFree: ReturnType<typeof freeRights>
}

export interface Look {
  /** read everything, whether the feed has news or not */
  isWhole: boolean
  /** the first look of this process */
  isFirst: boolean
}

/** Asks the client area what is new, follows it, and asks about all that is open. */
export const synchronise = async (needs: Syncing, look: Look): Promise<Synced> => {
  const synced = await read(needs, look)
  if (synced.kind === 'failed') needs.log.warn(synced, 'the client area could not be followed')
  if (synced.kind !== 'synced') await countSilence(needs, look)
  return synced
}

const read = async (needs: Syncing, { isWhole }: Look): Promise<Synced> => {
  if (needs.offline) return { kind: 'offline' }
  const connection = await needs.connection.current()
  if (!connection) return { kind: 'not connected' }
  // the place in the feed before the objects: what happens in between is read again next time
  const feed = await readFeed(needs, connection)
  if (feed.kind !== 'feed') return feed
  if (needs.stopping.aborted) return { kind: 'failed', why: 'this panel is stopping' }
  const fresh = isWhole || feed.hasNews ? await readRights(needs, feed) : undefined
  if (fresh && fresh.kind !== 'fresh') return fresh
  await needs.atomically(({ panelSettings }) => memory.quiet.write(panelSettings, heard(needs.now())))
  await askAboutOpen(needs)
  if (fresh) await follow(needs, fresh)
  if (fresh && !needs.stopping.aborted) await readCharges(needs)
  return { kind: 'synced' }
}

// one that could not be asked about waits for the next time: it stays open until then
const askAboutOpen = async (needs: Syncing) => {
  if (needs.stopping.aborted) return
  await needs.followPurchases()
  await settleCancellations(needs)
}

const follow = async (needs: Syncing, { connection, vanished }: Fresh) => {
  if (needs.stopping.aborted) return
  const installed = await needs.installations.all()
  const plan = following({ ...(await factsOf(needs, installed, vanished)), installed })
  await needs.atomically(async ({ lapses, panelSettings }) => {
    for (const addon of plan.forget) await lapses.remove(addon)
    await memory.missing.write(panelSettings, plan.missing)
  })
  await apply(needs, plan, installed)
  await needs.askForFree(needs, connection, installed)
}

const factsOf = async (
  needs: Syncing,
  installed: readonly Installation[],
  vanished: Set<string>,
): Promise<Omit<Facts, 'installed'>> => {
  const lapses = await needs.lapses.all()
  const missing = (await memory.missing.read(needs.panelSettings)) ?? {}
  const paid = new Set([...vanished, ...Object.keys(missing)])
  for (const one of installed) if (await isPaidFor(needs, one)) paid.add(one.addon)
  return { held: await needs.entitlements.all(), lapses, paid, missing, now: needs.now() }
}

// by the installed release, not by today's price: a free add-on that becomes paid runs on
const isPaidFor = async ({ addons }: SyncNeeds, { addon, version }: Installation) => {
  const listed = await addons.find(addon)
  return listed !== undefined && releaseOf(listed, version)?.from === 'client-area'
}

/** No answer: nothing is switched off for that until it has lasted for sixty days of a running panel. */
const countSilence = async (needs: Syncing, { isFirst }: Look) => {
  const quiet = await needs.atomically(async ({ panelSettings }) => {
    const counted = unheard(await memory.quiet.read(panelSettings), needs.now(), isFirst)
    await memory.quiet.write(panelSettings, counted)
    return counted
  })
  if (!isOver(quiet)) return
  const installed = await needs.installations.all()
  const held = await needs.entitlements.all()
  await apply(needs, { off: silenced({ installed, held, now: needs.now() }), on: [] }, installed)
}
