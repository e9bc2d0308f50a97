import { lookup } from 'node:dns/promises'
import { connect as connectPlain, isIP } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { OutOfReach } from '../marketplace/errors.ts'
import { clockTolerance, type Reach, type Step, type StepName, stepNames } from '../marketplace/reach.ts'
import { fetchBytes } from './http.ts'
import { troubleOf } from './trouble.ts'

const deadline = 4_000

/** Walks the way to one file of another program step by step, so that the page can say where it ends. */
export const reach = async (program: Reach['program'], file: URL, now: () => Date): Promise<Reach> => {
  const steps: Step[] = []
  for (const [name, walk] of walksTo(file, now)) {
    const step = await tried(name, walk)
    steps.push(step)
    if (step.kind === 'failed') break
  }
  const rest = stepNames.filter(
    name => (name !== 'tls' || secure(file)) && !steps.some(step => step.name === name),
  )
  return {
    program,
    address: file.origin,
    steps: [...steps, ...rest.map(name => ({ name, kind: 'not tried' as const }))],
  }
}

type Walk = () => Promise<string | number>

const walksTo = (file: URL, now: () => Date): [StepName, Walk][] => {
  let answer: Awaited<ReturnType<typeof fetchBytes>>
  return [
    ['name', () => addressOf(file)],
    ['connect', () => connected(file)],
    ...(secure(file) ? [['tls', () => encrypted(file)] as [StepName, Walk]] : []),
    [
      'reply',
      async () => {
        answer = await fetchBytes(file, { deadline, ceiling: 1_000_000 })
        return answer.status
      },
    ],
    ['size', () => Promise.resolve(answer.body.length)],
    ['clock', () => Promise.resolve(clockSkew(answer.serverTime, now()))],
  ]
}

class WrongClock extends Error {}

const tried = async (name: StepName, walk: Walk): Promise<Step> => {
  const start = performance.now()
  const ms = () => Math.round(performance.now() - start)
  try {
    const value = await walk()
    return { name, kind: 'fine', ms: ms(), value }
  } catch (error) {
    const trouble =
      error instanceof WrongClock ? 'clock' : error instanceof OutOfReach ? error.reason : undefined
    return {
      name,
      kind: 'failed',
      ms: ms(),
      trouble: trouble ?? troubleOf(error, new AbortController().signal),
    }
  }
}

const secure = (file: URL) => file.protocol === 'https:'
const bare = (file: URL) => file.hostname.replace(/^\[|\]$/g, '')
const portOf = (file: URL) => Number(file.port) || (secure(file) ? 443 : 80)

const addressOf = async (file: URL) => (isIP(bare(file)) ? bare(file) : (await lookup(bare(file))).address)

const connected = (file: URL) =>
  opened(connectPlain({ host: bare(file), port: portOf(file) }), 'connect', portOf(file))

const encrypted = (file: URL) => {
  const servername = isIP(bare(file)) ? '' : bare(file)
  const socket = connectTls({ host: bare(file), port: portOf(file), servername })
  return opened(socket, 'secureConnect', 'TLS')
}

const opened = (socket: ReturnType<typeof connectPlain>, event: string, value: string | number) =>
  new Promise<string | number>((fine, failed) => {
    socket.setTimeout(deadline, () =>
      socket.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })),
    )
    socket.once(event, () => {
      socket.destroy()
      fine(value)
    })
    socket.once('error', failed)
  })

// a server tells its time in whole seconds: less than one apart is no difference
const clockSkew = (theirs: Date | undefined, ours: Date) => {
  const seconds = theirs ? Math.abs(Math.trunc((theirs.getTime() - ours.getTime()) / 1000)) : 0
  if (seconds > clockTolerance) throw new WrongClock(`${seconds} s`)
  return seconds
}
