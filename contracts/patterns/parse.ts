/** Why a pattern can't be used, in words that follow its name. */
export class PatternRefused extends Error {}

/** A pattern as a tree. One character is whatever a single `.`, class or escape stands for. */
export type Node =
  | { kind: 'character'; test: RegExp }
  | { kind: 'start' | 'end' }
  | { kind: 'sequence' | 'choice'; parts: Node[] }
  /** `most` null: as often as it likes */
  | { kind: 'repeat'; part: Node; least: number; most: number | null }

const group = /^\((?:\?:|\?<[\p{L}_$][\p{L}\p{N}_$]*>|(?!\?))/u
const pair = String.raw`u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}`
const escape = String.raw`\\(?:${pair}|[pP]\{[^}]*\}|u\{[\da-fA-F]+\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|c[a-zA-Z]|[^\dkbBupPxc]|0)`
const character = new RegExp(String.raw`^(?:${escape}|\[(?:\\[\s\S]|[^\]\\])*\]|[^\\[\](){}|*+?^$])`, 'u')
const quantifier = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/

/** Reads a pattern that is known to be one; throws PatternRefused for what a program of states can't do. */
export const parse = (source: string): Node => {
  let rest = source
  const take = (length: number) => {
    rest = rest.slice(length)
  }

  const isOver = () => rest === '' || rest.startsWith('|') || rest.startsWith(')')

  const choice = (): Node => {
    const parts = [sequence()]
    while (rest.startsWith('|')) {
      take(1)
      parts.push(sequence())
    }
    return { kind: 'choice', parts }
  }

  const sequence = (): Node => {
    const parts: Node[] = []
    while (!isOver()) parts.push(repeated(one()))
    return { kind: 'sequence', parts }
  }

  const one = (): Node => {
    if (rest.startsWith('^') || rest.startsWith('$')) {
      const kind = rest.startsWith('^') ? 'start' : 'end'
      take(1)
      return { kind }
    }
    return rest.startsWith('(') ? inGroup() : single()
  }

  const inGroup = (): Node => {
    const [opening] = group.exec(rest) ?? refuse()
    take(opening.length)
    const inside = choice()
    take(1)
    return inside
  }

  const single = (): Node => {
    const [found] = character.exec(rest) ?? refuse()
    take(found.length)
    return { kind: 'character', test: new RegExp(`^${found}$`, 'u') }
  }

  const repeated = (part: Node): Node => {
    const found = quantifier.exec(rest)
    if (!found) return part
    take(found[0].length)
    return { kind: 'repeat', part, ...timesOf(found) }
  }

  return choice()
}

const timesOf = ([, sign, least, comma, most]: RegExpExecArray) => {
  if (sign !== undefined) return { least: sign === '+' ? 1 : 0, most: sign === '?' ? 1 : null }
  const from = Number(least)
  if (!comma) return { least: from, most: from }
  return { least: from, most: most ? Number(most) : null }
}

const refuse = (): never => {
  throw new PatternRefused('looks ahead, behind or back, or for the edge of a word, which is not allowed')
}
