import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Actor } from '../activity.ts'
import { gridOf } from '../kinds.ts'
import type { Operation, Operations, OperationStore, Started, Wish } from '../operations.ts'
import { newLease } from './leases.ts'
import { lineOf } from './lines.ts'
import { type Engine, runner } from './running.ts'
import { takeOverLeft } from './taking-over.ts'

export interface Arrangement extends Engine {
  store: OperationStore
  isGone: (owner: string) => boolean
}

export interface OperationsAtWork extends Operations {
  /** Takes up what was interrupted, waits for it that many milliseconds at most, and goes on looking every 20 s. */
  recover(atMost: number): Promise<void>
  /** Waits for what runs in this process and was told to stop; takes nothing up any more. */
  close(): Promise<void>
}

const lookEveryMs = 20_000
const closingMs = 5_000
const lookAgainMs = 150

type Also = Parameters<Operations['start']>[2]

/** All changes of add-ons: started here, run here, taken over from a process that died. */
export const operationsOver = (arrangement: Arrangement): OperationsAtWork => {
  const { changes, atomically, store, log, stopping } = arrangement
  const work = runner(arrangement)
  let looking: NodeJS.Timeout | undefined

  const begin = async (wish: Wish, actor: Actor, also: Also, triesLeft: number): Promise<Started> => {
    const operation = operationFor(wish, actor, arrangement)
    let isAdded = false
    try {
      await atomically(async stores => {
        isAdded = false
        await stores.operations.add(operation, newLease(arrangement))
        isAdded = true
        await also?.(stores)
        await stores.record(lineOf(operation, 'started'))
      })
    } catch (error) {
      const open = await store.openFor(wish.addon)
      if (open) return { kind: 'joined', operation: open }
      if (isAdded || triesLeft === 0) throw error
      // the one that stood in the way has ended meanwhile
      return begin(wish, actor, also, triesLeft - 1)
    }
    void work.run(operation)
    return { kind: 'started', operation }
  }

  const takeUp = () => takeOverLeft({ ...arrangement, runner: work })
  const look = () =>
    void takeUp().catch((error: unknown) => log.warn({ err: error }, 'could not look for left operations'))

  return {
    find: id => store.find(id),
    openFor: addon => store.openFor(addon),
    openAll: () => store.openAll(),
    latestFor: addon => store.latestFor(addon),
    start: (wish, actor, also) => begin(wish, actor, also, 3),

    async ended(id, atMost) {
      const over = AbortSignal.timeout(atMost)
      for (;;) {
        const operation = await store.find(id)
        const isOver = over.aborted || stopping.aborted || work.waiting.has(id)
        if (operation?.state !== 'running' || isOver) return operation
        // another process works on it: its row is all there is to look at
        const here = work.running.get(id)
        await soonest(here, here ? atMost : lookAgainMs, stopping)
      }
    },

    waitsFor: id => work.waiting.get(id),

    stagesOf: operation => (changes[operation.kind]?.stages ?? []).map(({ name }) => name),
    permissionFor: operation =>
      changes[operation.kind]?.permission === 'grid' ? gridOf(operation.addonKind) : 'addons',

    async recover(atMost) {
      const begun = await takeUp()
      await soonest(Promise.allSettled(begun), atMost)
      looking ??= setInterval(look, lookEveryMs).unref()
    },

    async close() {
      clearInterval(looking)
      await soonest(Promise.allSettled(work.running.values()), closingMs)
    },
  }
}

const operationFor = (wish: Wish, actor: Actor, { changes, now }: Arrangement): Operation => {
  const [first] = changes[wish.kind]?.stages ?? []
  if (!first) throw new Error(`There is no change "${wish.kind}"`)
  return {
    id: randomUUID(),
    ...wish,
    operatorId: actor.operatorId,
    operator: actor.operator,
    input: wish.input ?? {},
    stage: first.name,
    state: 'running',
    failure: null,
    attempts: 1,
    startedAt: now().toISOString(),
    finishedAt: null,
  }
}

// A pause that loses the race must not keep the process alive.
const soonest = async (work: Promise<unknown> | undefined, ms: number, stopping?: AbortSignal) => {
  const stop = new AbortController()
  const end = () => stop.abort()
  stopping?.addEventListener('abort', end)
  const waited = pause(ms, undefined, { signal: stop.signal }).catch(() => {})
  await (work ? Promise.race([work, waited]) : waited)
  stopping?.removeEventListener('abort', end)
  stop.abort()
}
