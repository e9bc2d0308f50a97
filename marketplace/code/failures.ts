import type { CallOutcome, Fault, LoadOutcome } from '../code.ts'

const most = 3
const within = 5 * 60_000

const faults: readonly string[] = [
  'threw',
  'timed out',
  'out of memory',
  'crashed',
  'too large',
  'garbage',
] satisfies Fault['kind'][]

/** Did the add-on do wrong? What others did to it does not count. */
export const isFault = (outcome: CallOutcome | LoadOutcome): outcome is Fault => faults.includes(outcome.kind)

/** A fault in words for the person who runs the help desk. */
export const inWords = (fault: Fault): string => {
  switch (fault.kind) {
    case 'threw':
      return fault.why
    case 'timed out':
      return 'It did not come to an end in time.'
    case 'out of memory':
      return 'It used up all its memory.'
    case 'crashed':
      return 'It brought down the engine in which it runs.'
    case 'too large':
      return 'It answered with more than it may.'
    case 'garbage':
      return `Its answer is no answer: ${fault.why}`
  }
}

/** The times of the faults that still count, with this one; `isTooMany`: the add-on is to be switched off. */
export const withFault = (times: readonly number[], now: number) => {
  const counting = [...times.filter(time => now - time < within), now]
  return { times: counting, isTooMany: counting.length >= most }
}
