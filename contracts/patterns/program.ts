import { type Node, PatternRefused } from './parse.ts'

/** Steps of a pattern, one after the other; behind the last one the pattern has matched. */
export type Step =
  | { kind: 'read'; test: RegExp }
  | { kind: 'start' | 'end' }
  /** goes on at all of these */
  | { kind: 'fork'; to: number[] }
export type Program = Step[]

// what a pattern of 200 characters means can be much longer: a{90}{90}
const most = 300

export const compile = (tree: Node): Program => {
  const program: Program = []
  write(tree, program)
  return program
}

const add = (program: Program, step: Step) => {
  if (program.length >= most) throw new PatternRefused('repeats more than can be counted')
  program.push(step)
}

const write = (node: Node, program: Program): void => {
  switch (node.kind) {
    case 'character':
      return add(program, { kind: 'read', test: node.test })
    case 'start':
    case 'end':
      return add(program, { kind: node.kind })
    case 'sequence':
      for (const part of node.parts) write(part, program)
      return
    case 'choice':
      return writeChoice(node.parts, program)
    case 'repeat':
      return writeRepeat(node, program)
  }
}

const writeChoice = ([first, ...others]: Node[], program: Program): void => {
  if (!first) return
  if (others.length === 0) return write(first, program)
  const fork = addFork(program)
  fork.to.push(program.length)
  write(first, program)
  const over = addFork(program)
  fork.to.push(program.length)
  writeChoice(others, program)
  over.to.push(program.length)
}

const writeRepeat = ({ part, least, most: times }: Extract<Node, { kind: 'repeat' }>, program: Program) => {
  const begin = program.length
  // stops nothing from being written a billion times: (?:){1000000000}
  for (let i = 0; i < least && (i === 0 || program.length > begin); i++) write(part, program)
  if (times === null) return writeLoop(part, program)
  const ways: { to: number[] }[] = []
  for (let i = least; i < times; i++) {
    const way = addFork(program)
    way.to.push(program.length)
    ways.push(way)
    write(part, program)
  }
  for (const way of ways) way.to.push(program.length)
}

const writeLoop = (part: Node, program: Program) => {
  const begin = program.length
  const fork = addFork(program)
  fork.to.push(program.length)
  write(part, program)
  addFork(program).to.push(begin)
  fork.to.push(program.length)
}

const addFork = (program: Program) => {
  const fork = { kind: 'fork' as const, to: [] as number[] }
  add(program, fork)
  return fork
}
