import { compile, type Program } from './patterns/program.ts'
import { PatternRefused, parse } from './patterns/parse.ts'

export { PatternRefused } from './patterns/parse.ts'

const longest = 200

/** A pattern that answers in a time that grows with the length of the text, whatever the pattern and the text are. */
export interface Pattern {
  test: (text: string) => boolean
}

/**
 * Reads an ECMA-262 pattern as JSON Schema means it: with the flag `u`, found anywhere unless anchored. All its ways through
 * a text are followed at once, so that none is gone back over: stops a pattern from keeping the panel busy for ever. What
 * can't be done so (looking ahead or behind, references, word boundaries) throws PatternRefused, with one sentence why.
 */
export const patternOf = (source: string): Pattern => {
  if (source.length > longest) throw new PatternRefused(`is longer than ${longest} characters`)
  checkSyntax(source)
  const program = compile(parse(source))
  return { test: text => matches(program, text) }
}

const checkSyntax = (source: string) => {
  try {
    RegExp(source, 'u')
  } catch (cause) {
    throw new PatternRefused('is no regular expression', { cause })
  }
}

const matches = (program: Program, text: string) => {
  const characters = Array.from(text)
  const states = statesOf(program)
  let from = [0]
  for (let at = 0; at <= characters.length; at++) {
    const reached = states.follow(from, { isStart: at === 0, isEnd: at === characters.length })
    if (reached === 'match') return true
    from = readingOf(program, reached, characters[at] ?? '')
    // found anywhere: it may begin here too
    from.push(0)
  }
  return false
}

const readingOf = (program: Program, states: readonly number[], character: string) => {
  const next: number[] = []
  for (const state of states) {
    const step = program[state]
    if (step?.kind === 'read' && step.test.test(character)) next.push(state + 1)
  }
  return next
}

interface Place {
  isStart: boolean
  isEnd: boolean
}

const statesOf = (program: Program) => {
  const seenIn = new Uint32Array(program.length + 1)
  let round = 0

  /** The states that read a character next, reachable from these without reading one; each of them once. */
  const follow = (waiting: number[], { isStart, isEnd }: Place): number[] | 'match' => {
    const reading: number[] = []
    round++
    for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
      if (seenIn[state] === round) continue
      seenIn[state] = round
      const step = program[state]
      if (step === undefined) return 'match'
      if (step.kind === 'read') reading.push(state)
      else if (step.kind === 'fork') waiting.push(...step.to)
      else if (step.kind === 'start' ? isStart : isEnd) waiting.push(state + 1)
    }
    return reading
  }
  return { follow }
}
