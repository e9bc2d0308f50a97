import type { Lease, Operation } from '../operations.ts'
import { leaseMs, newLease } from './leases.ts'
import { lineOf } from './lines.ts'
import type { Engine, runner } from './running.ts'

// An operation that ends its process each time must not keep the panel from starting.
const attemptsAtMost = 5

export interface Succession extends Engine {
  runner: ReturnType<typeof runner>
  /** a process that certainly runs no more */
  isGone: (owner: string) => boolean
}

/** Takes up what another process left: its lease has ended, or it is dead. Answers with the work begun. */
export const takeOverLeft = async (succession: Succession): Promise<Promise<void>[]> => {
  const { atomically, runner, now, isGone } = succession
  const leases = await atomically(({ operations }) => operations.leases())
  const left = leases.filter(
    ({ id, owner, until }) => !runner.running.has(id) && (isOver(until, now()) || isGone(owner)),
  )
  const taken = await Promise.all(left.map(lease => takeOver(succession, lease)))
  return taken.filter(operation => operation !== undefined).map(operation => goOn(succession, operation))
}

// A clock that jumped back leaves leases that seem to hold for hours: no genuine one reaches that far ahead.
const isOver = (until: string, now: Date) =>
  until < now.toISOString() || Date.parse(until) > now.getTime() + 4 * leaseMs

const takeOver = ({ atomically, changes, ...engine }: Succession, lease: Lease & { id: string }) =>
  atomically(async stores => {
    const operation = await stores.operations.find(lease.id)
    if (operation?.state !== 'running') return undefined
    const stages = changes[operation.kind]?.stages ?? []
    const stage = stages.find(({ name }) => name === operation.stage)?.again ?? operation.stage
    if (!(await stores.operations.takeOver(lease.id, lease.owner, stage, newLease(engine)))) return undefined
    await stores.record(lineOf(operation, 'interrupted', `at ${operation.stage}`))
    await stores.record(lineOf(operation, 'resumed', `from ${stage}`))
    return { before: operation, operation: { ...operation, stage, attempts: operation.attempts + 1 } }
  })

const goOn = async (
  { runner, changes, log }: Succession,
  { before, operation }: { before: Operation; operation: Operation },
) => {
  const giveBack = changes[operation.kind]?.giveBack
  await giveBack?.(before).catch((error: unknown) =>
    log.warn({ err: error, operation: operation.id }, 'could not give back'),
  )
  const kind = changes[operation.kind]
  if (kind && operation.attempts > attemptsAtMost) return runner.abandon(kind, operation)
  return runner.run(operation)
}
