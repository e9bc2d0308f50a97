import { NotJson, readJson } from '../../contracts/json.ts'
import { type Ending, limits } from '../../contracts/runner.ts'
import type { CallOutcome } from '../../marketplace/code.ts'

/** What the runner's word on a call means. Its text is the add-on's, and read as such. */
export const outcomeOf = (ending: Ending, body: string): CallOutcome => {
  switch (ending) {
    case 'value':
      return valueIn(body)
    case 'threw':
    case 'refused':
      return { kind: ending, why: body.slice(0, limits.message) }
    case 'absent':
    case 'too large':
    case 'timed out':
    case 'out of memory':
    case 'crashed':
    case 'gone':
    case 'busy':
      return { kind: ending }
  }
}

const valueIn = (text: string): CallOutcome => {
  try {
    return { kind: 'value', value: readJson(text, { most: limits.value }) }
  } catch (error) {
    if (error instanceof NotJson) return { kind: 'garbage', why: error.message }
    throw error
  }
}
