import type { Run, RunRow } from './runs.ts'
import type { RunNeeds } from './runs-row.ts'

type Marker = Pick<RunNeeds, 'updates' | 'atomically'>

/** Marks the rows whose release was put back since: within its first minute, mostly after the run has ended. */
export const withPutBacks = async (needs: Marker, run: Run | undefined): Promise<Run | undefined> => {
  if (!run?.rows.some(({ state }) => state === 'done')) return run
  const wishes = await needs.updates.wishes()
  const rows: RunRow[] = []
  for (const row of run.rows) {
    const putBack = wishes.get(row.addon)?.putBack
    const isBack = row.state === 'done' && putBack?.version === row.version && putBack.at >= run.startedAt
    const marked: RunRow = isBack ? { ...row, state: 'put back', failure: putBack.why } : row
    if (isBack) await mark(needs, run.id, marked)
    rows.push(marked)
  }
  return { ...run, rows }
}

const mark = ({ atomically }: Marker, run: string, { addon, state, failure }: RunRow) =>
  atomically(({ updateRuns }) => updateRuns.settle(run, addon, 'done', { state, failure }))
