import { type DiskTrouble, diskTroubleOf } from '../disk-trouble.ts'
import { Failed, type Failure, failure } from '../failures.ts'
import {
  type Atomically,
  type Change,
  type ChangeKind,
  type Changes,
  FailedWith,
  type Operation,
  type Stage,
} from '../operations.ts'
import { LeaseLost, whileRenewing } from './leases.ts'
import { detailOf, lineOf } from './lines.ts'
import { storingFor } from './storing.ts'

export interface Engine {
  changes: Changes
  atomically: Atomically
  now: () => Date
  /** names this process, `hostname:pid:random` */
  owner: string
  /** the panel is stopping: what runs is left to the next start */
  stopping: AbortSignal
  log: { warn: (details: object, message: string) => void; error: (details: object, message: string) => void }
}

/** Works on operations whose lease this process holds; `ended` tells who waits. */
export const runner = (engine: Engine) => {
  const { changes, atomically, log } = engine
  const running = new Map<string, Promise<void>>()
  const { stored, waiting } = storingFor(engine.stopping)

  const run = (operation: Operation) => {
    waiting.delete(operation.id)
    const work = whileRenewing(engine, operation.id, () => throughStages(operation))
      .catch((error: unknown) => {
        // the row still says running: whoever finds its lease ended goes on
        if (!(error instanceof LeaseLost))
          log.error({ err: error, operation: operation.id }, 'operation left')
        else if (!engine.stopping.aborted) return giveBackOwn(operation)
        return undefined
      })
      .finally(() => running.delete(operation.id))
    running.set(operation.id, work)
    return work
  }

  // its heir has cleared up while this process stood still: what came after that is nobody's
  const giveBackOwn = (operation: Operation) =>
    quietly(operation, 'could not give back', changes[operation.kind]?.giveBack)

  const throughStages = async (operation: Operation) => {
    const kind = changes[operation.kind]
    if (!kind) return end(operation, failure('unknown-change', { kind: operation.kind }))
    let left: Failure | undefined
    const from = kind.stages.findIndex(({ name }) => name === operation.stage)
    for (const [at, stage] of kind.stages.entries()) {
      if (at < from) continue
      if (engine.stopping.aborted) throw new LeaseLost()
      const next = kind.stages[at + 1]
      const failed = await attempt(operation, stage, next, left)
      if (failed && !stage.isAftermath) return giveUp(kind, operation, failed)
      if (!failed) continue
      left ??= failed.why
      await goOn(operation, next, left)
    }
  }

  const attempt = async (
    operation: Operation,
    stage: Stage,
    next: Stage | undefined,
    left: Failure | undefined,
  ) => {
    const { change, why } = await workOn(stage, operation, stage.isAftermath ? triesOfAftermath : 1)
    if (why) return { why, change }
    try {
      await goOn(operation, next, left, change)
      return null
    } catch (error) {
      if (error instanceof Failed) return { why: error.failure, change: undefined }
      throw error
    }
  }

  const goOn = (operation: Operation, next: Stage | undefined, left: Failure | undefined, change?: Change) =>
    next ? advance(operation, next.name, change) : end(operation, null, leaving(left, change))

  const workOn = async (stage: Stage, operation: Operation, tries: number): Promise<Worked> => {
    try {
      return { change: await stage.run(operation), why: null }
    } catch (error) {
      if (engine.stopping.aborted) throw new LeaseLost()
      if (error instanceof LeaseLost) throw error
      if (error instanceof Failed)
        return { change: error instanceof FailedWith ? error.change : undefined, why: error.failure }
      log.error({ err: error, operation: operation.id, stage: stage.name }, 'stage failed')
      if (tries > 1) return workOn(stage, operation, tries - 1)
      return {
        change: undefined,
        why: stage.isAftermath ? unfinished(operation) : unforeseen(error, operation),
      }
    }
  }

  /** Taken up too often, it is given up; what has happened by then stays. */
  const abandon = (kind: ChangeKind, operation: Operation) =>
    kind.stages.find(({ name }) => name === operation.stage)?.isAftermath
      ? end(operation, null, leaving(unfinished(operation)))
      : giveUp(kind, operation, { why: failure('interrupted') })

  const giveUp = async (
    kind: ChangeKind,
    operation: Operation,
    { why, change }: { why: Failure; change?: Change | undefined },
  ) => {
    await quietly(operation, 'could not give back', kind.giveBack)
    await end(operation, why, both(change, kind.undo?.(operation)))
    await quietly(operation, 'could not tidy up', kind.tidy)
  }

  // what stays behind is swept at the next start
  const quietly = async (operation: Operation, trouble: string, work: ChangeKind['giveBack']) =>
    work?.(operation).catch((error: unknown) => log.warn({ err: error, operation: operation.id }, trouble))

  const store = (operation: Operation, work: Parameters<typeof atomically<void>>[0]) =>
    stored(operation.id, () => atomically(work))

  const advance = (operation: Operation, stage: string, change: Change | undefined) =>
    store(operation, async stores => {
      await change?.(stores)
      if (!(await stores.operations.advance(operation.id, engine.owner, stage))) throw new LeaseLost()
    })

  const end = (operation: Operation, why: Failure | null, change?: Change) =>
    store(operation, async stores => {
      const left = await change?.(stores)
      const told = why ?? left ?? null
      const ending = {
        state: why ? 'failed' : 'done',
        failure: told,
        at: engine.now().toISOString(),
      } as const
      if (!(await stores.operations.end(operation.id, engine.owner, ending))) throw new LeaseLost()
      await stores.record(lineOf(operation, ending.state, told ? detailOf(told) : undefined))
    })

  return { run, running, waiting, end, abandon }
}

interface Worked {
  change: Change | undefined
  why: Failure | null
}

const triesOfAftermath = 3

const unfinished = ({ id, name, version }: Operation) =>
  failure('unfinished', { name, version, reference: id.slice(0, 8) })

/** The last change, and what is left over: what went wrong first says most. */
const leaving =
  (left: Failure | undefined, change?: Change): Change =>
  async stores => {
    const more = await change?.(stores)
    return left ?? more
  }

const unstored: Record<DiskTrouble, Failure> = {
  full: failure('storage-full'),
  'read-only': failure('storage-read-only'),
  failing: failure('storage-failing'),
}

const unforeseen = (error: unknown, { id }: Operation) => {
  const trouble = diskTroubleOf(error)
  return trouble ? unstored[trouble] : failure('unexpected', { reference: id.slice(0, 8) })
}

const both =
  (one: Change | undefined, other: Change | undefined): Change =>
  async stores => {
    await one?.(stores)
    return other?.(stores)
  }
