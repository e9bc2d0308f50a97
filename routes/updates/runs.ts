import type { Response } from 'express'
import { isFailure, type Run, type RunRow, tallyOf } from '../../marketplace/updates/runs.ts'
import { isNews } from '../operations/moved.ts'
import { failureWords } from '../operations/view.ts'
import type { Services } from '../services.ts'

/** One run in a line: who began it and how it came out. */
export const runInShort = (run: Run, { paths }: Services) => ({
  id: run.id,
  href: paths.withQuery(paths.updates(), { run: run.id }),
  operator: run.operator,
  automatic: run.automatic,
  startedAt: run.startedAt,
  finishedAt: run.finishedAt,
  count: run.rows.length,
  tally: tallyForWords(run),
  failed: run.rows.some(isFailure),
})

// names in messages have no spaces
const tallyForWords = (run: Run) => {
  const { 'put back': putBack, 'not tried': notTried, ...rest } = tallyOf(run)
  return { ...rest, putBack, notTried }
}

/** A run with one readable result a row. */
export const runView = async (run: Run, services: Services, res: Response) => ({
  ...runInShort(run, services),
  stopsAtFailure: run.stopsAtFailure,
  isNews: run.finishedAt !== null && isNews(run.finishedAt, services.now),
  ahead: await aheadOf(run, services),
  rows: run.rows.map(row => rowView(row, services, res)),
})

const tones: Record<RunRow['state'], string> = {
  waiting: 'neutral',
  running: 'accent',
  done: 'good',
  'put back': 'warning',
  failed: 'bad',
  refused: 'warning',
  'not tried': 'neutral',
}

const rowView = (row: RunRow, services: Services, res: Response) => ({
  ...row,
  tone: tones[row.state],
  key: row.state.replace(' ', '_'),
  reason: row.failure && failureWords(row.failure, services, res),
})

/** The run that has to end before this one goes on. */
const aheadOf = async (run: Run, services: Services) => {
  if (run.finishedAt !== null || run.rows.some(({ state }) => state !== 'waiting')) return null
  const [first] = await services.manyUpdates.open()
  return first && first.id !== run.id ? runInShort(first, services) : null
}
