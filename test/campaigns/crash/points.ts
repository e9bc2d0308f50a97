import { type Call, calls } from './tracing.ts'

/** The n-th such call of one thread of the panel. */
export interface Point {
  call: Call
  at: number
  /** towards a server: the catalogue, or PostgreSQL with a statement or a commit */
  isOutside: boolean
}

const isCall = (name: string): name is Call => calls.some(known => known === name)
const wakes = /<(anon_inode|pipe|socket|UNIX|NETLINK)/

/**
 * The calls of the panel's own threads that change a disk or reach others, in their order: its first two threads are its own
 * and the one that works for its files and its database. What only wakes another thread up is left out.
 */
export const pointsIn = (trace: string): Point[] => {
  const counts = new Map<string, number>()
  const own: string[] = []
  const points = trace.split('\n').flatMap(line => {
    const [, thread, name, argument = ''] = /^(\d+) +(\w+)\(([^,)]*)/.exec(line) ?? []
    if (thread === undefined || name === undefined || !isCall(name)) return []
    if (own.length < 2 && !own.includes(thread)) own.push(thread)
    if (!own.includes(thread)) return []
    const at = (counts.get(thread + name) ?? 0) + 1
    counts.set(thread + name, at)
    const isOutside = /<TCP/.test(argument) || name === 'connect'
    return wakes.test(argument) ? [] : [{ call: name, at, isOutside }]
  })
  // whichever thread gets there first: the n-th call of the one and of the other can't be told apart
  return [...new Map(points.map(point => [`${point.call} ${point.at}`, point])).values()]
}

/** So many of them, spread over the whole. */
export const spread = <T>(points: readonly T[], most: number) =>
  points.filter((_point, n) => points.length <= most || (n * most) % points.length < most)
