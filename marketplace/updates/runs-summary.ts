import type { ActivityEntry } from '../activity.ts'
import { isFailure, type Run, type RowState } from './runs.ts'

const words: Record<RowState, string> = {
  done: 'updated',
  failed: 'failed',
  'put back': 'put back',
  refused: 'refused',
  'not tried': 'not tried',
  running: 'running',
  waiting: 'waiting',
}

/** One line of the record for a whole run: what became of each add-on. */
export const summaryOf = ({ id, operatorId, operator, rows }: Run): ActivityEntry => ({
  operatorId,
  operator,
  act: 'updates.run',
  result: rows.some(isFailure) ? 'failed' : 'done',
  reference: id,
  detail: Object.entries(words)
    .map(([state, word]) => ({ word, names: rows.filter(row => row.state === state).map(nameOf) }))
    .filter(({ names }) => names.length > 0)
    .map(({ word, names }) => `${word}: ${names.join(', ')}`)
    .join('; '),
})

const nameOf = ({ addon, from, version }: Run['rows'][number]) => `${addon} ${from} to ${version}`
