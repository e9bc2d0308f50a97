import type { AddonEntry, CatalogueFile, GroupIndex, LeafIndex, TopIndex } from '../contracts/catalogue.ts'
import type { RefreshOutcome, RefreshTrouble } from './addons.ts'
import { ahead } from './ahead.ts'
import { changesOf, type Part, type Range, readLeaf } from './catalogue-tree.ts'
import { NotRefreshed } from './errors.ts'

/** What the signatures vouch for. */
export interface Vouched {
  /** of the signed list; never goes down under one trust */
  version: number
  /** until when the first of the signatures holds */
  expires: string
  /** names the first root that all trust began with */
  trust: string
}

/** The vendor's list, verified file by file. Its verbs throw NotRefreshed. */
export interface SignedList {
  newest: () => Promise<Vouched & { top: TopIndex }>
  group: (file: CatalogueFile) => Promise<GroupIndex>
  leaf: (file: CatalogueFile) => Promise<LeafIndex>
}

/** Writes the next generation while readers see the current one. */
export interface MirrorWriter {
  current: () => Promise<{ trust: string | null; version: number; parts: ReadonlyMap<string, string> }>
  leavesUnder: (part: string) => Promise<ReadonlyMap<string, string>>
  /** forgets what an interrupted refresh left behind */
  sweep: () => Promise<void>
  /** the add-ons in this range are now these; answers how many changed */
  replace: (range: Range, addons: AddonEntry[]) => Promise<number>
  /** the index of this part now has these files */
  keepPart: (part: Part) => Promise<void>
  /** the parts of the index are now these and no others */
  keepOnly: (parts: readonly string[]) => Promise<void>
  /** how many add-ons the next generation has */
  count: () => Promise<number>
  /** makes the next generation the current one */
  flip: (vouched: Vouched) => Promise<void>
  /** the current generation was found to be the newest */
  confirm: (vouched: Vouched) => Promise<void>
  fail: (reason: RefreshTrouble, detail: string) => Promise<void>
}

export interface Mirror {
  /** Runs the work if no other process does; null: one does, and went on doing so. */
  alone: <T>(work: (writer: MirrorWriter) => Promise<T>) => Promise<T | null>
}

/** Takes over what is new in the vendor's list. One refresh at a time: whoever asks meanwhile gets the same answer. */
export const refreshing = (list: SignedList, mirror: Mirror) => {
  let running: Promise<RefreshOutcome> | undefined
  return (): Promise<RefreshOutcome> => {
    running ??= refresh(list, mirror).finally(() => {
      running = undefined
    })
    return running
  }
}

const refresh = async (list: SignedList, mirror: Mirror): Promise<RefreshOutcome> =>
  (await mirror.alone(writer => takeOver(list, writer))) ?? { kind: 'running' }

const takeOver = async (list: SignedList, writer: MirrorWriter): Promise<RefreshOutcome> => {
  try {
    const signed = await list.newest()
    const { trust, version, parts } = await writer.current()
    // stops a rollback: a panel with an older trust folder may not replace what another one has mirrored
    if (trust === signed.trust && signed.version < version)
      throw new NotRefreshed('rollback', `The list is version ${signed.version}; ${version} was seen before.`)
    await writer.sweep()
    return await renew(list, writer, { ...signed, parts })
  } catch (error) {
    if (!(error instanceof NotRefreshed)) throw error
    await writer.fail(error.reason, error.message)
    return { kind: 'failed', reason: error.reason, detail: error.message }
  }
}

type Task = Vouched & { top: TopIndex; parts: ReadonlyMap<string, string> }

const renew = async (list: SignedList, writer: MirrorWriter, task: Task): Promise<RefreshOutcome> => {
  const { top, parts } = task
  const changes = await changesOf(top, parts, { ...list, leavesUnder: writer.leavesUnder })
  if (changes.parts.length === 0 && parts.size === top.groups.length) {
    await writer.confirm(task)
    return { kind: 'unchanged' }
  }
  let changed = 0
  for await (const { range, addons } of ahead(changes.leaves, leaf => readLeaf(list, leaf)))
    changed += await writer.replace(range, addons)
  for (const part of changes.parts) await writer.keepPart(part)
  await writer.keepOnly(changes.keys)
  if ((await writer.count()) !== top.addons) return rebuild(list, writer, task)
  await writer.flip(task)
  return { kind: 'fresh', changed }
}

// The copy is not what the index says it should be: everything is read again, once.
const rebuild = async (list: SignedList, writer: MirrorWriter, task: Task) => {
  if (task.parts.size === 0)
    throw new NotRefreshed('unreadable', `The list says it has ${task.top.addons} add-ons, and has not.`)
  await writer.sweep()
  return renew(list, writer, { ...task, parts: new Map() })
}
