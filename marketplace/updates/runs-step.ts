import { failure } from '../failures.ts'
import { isFailure, type Run, type RunRow, type Settled } from './runs.ts'
import { beginRow, type RunNeeds } from './runs-row.ts'
import { summaryOf } from './runs-summary.ts'

/** Where a run stands after one step: over, at work on an operation, or ready for the next step. */
export type Stepped = { kind: 'over' } | { kind: 'at work'; operation: string } | { kind: 'on' }

/**
 * One step of a run, by whichever process looks. Each change of a row asks for the state before it, and an update is
 * stored with its row in one transaction: two that step at a time do it once.
 */
export const step = async (needs: RunNeeds, run: Run): Promise<Stepped> => {
  const running = run.rows.find(({ state }) => state === 'running')
  if (running) return look(needs, run, running)
  const next = run.rows.find(({ state }) => state === 'waiting')
  if (!next) return end(needs, run)
  if (run.stopsAtFailure && run.rows.some(isFailure)) await leaveRest(needs, run)
  else await beginRow(needs, run, next)
  return { kind: 'on' }
}

const look = async (needs: RunNeeds, run: Run, { addon, operation }: RunRow): Promise<Stepped> => {
  const found = operation === null ? undefined : await needs.operations.find(operation)
  if (found?.state === 'running') return { kind: 'at work', operation: found.id }
  const how: Settled =
    found?.state === 'done'
      ? { state: 'done', failure: found.failure }
      : { state: 'failed', failure: found?.failure ?? failure('interrupted') }
  await needs.atomically(({ updateRuns }) => updateRuns.settle(run.id, addon, 'running', how))
  return { kind: 'on' }
}

const leaveRest = ({ atomically }: RunNeeds, { id, rows }: Run) =>
  atomically(async ({ updateRuns }) => {
    for (const { addon } of rows) await updateRuns.settle(id, addon, 'waiting', { state: 'not tried' })
  })

const end = async ({ atomically, now }: RunNeeds, run: Run): Promise<Stepped> => {
  await atomically(async ({ updateRuns, record }) => {
    if (await updateRuns.end(run.id, now().toISOString())) await record(summaryOf(run))
  })
  return { kind: 'over' }
}
