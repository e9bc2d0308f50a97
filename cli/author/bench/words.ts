import type { CallOutcome } from '../../../marketplace/code.ts'
import { inWords, isFault } from '../../../marketplace/code/failures.ts'
import { Failed } from '../../../marketplace/failures.ts'

/** An error in one sentence for the author. */
export const wordsOf = (error: unknown): string => {
  if (error instanceof Failed) {
    const { code, values } = error.failure
    if (code === 'code-failed') return String(values['why'])
    if (code === 'code-not-now') return 'The process that runs add-ons had to begin anew. Try again.'
    return error.message
  }
  return error instanceof Error ? error.message : String(error)
}

/** How a call ended, where it did not end with a value. */
export const outcomeWords = (outcome: Exclude<CallOutcome, { kind: 'value' }>): string => {
  if (isFault(outcome)) return inWords(outcome)
  switch (outcome.kind) {
    case 'refused':
      return `${outcome.why} The add-on gave up; that is no fault of its own.`
    case 'absent':
      return 'files/main.js has no handler for that.'
    case 'busy':
      return 'It has too much to do, or has used up its time. Try again in a minute.'
    case 'gone':
      return 'It was stopped for something else. Try again.'
    case 'off':
      return 'It does not run: the reason is at the top of the first page.'
  }
}
