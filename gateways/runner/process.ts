import { spawn } from 'node:child_process'
import { Duplex, Writable } from 'node:stream'
import { encodeFrame, frameReader, type Order, type Report, report } from '../../contracts/runner.ts'
import { runnerCommand } from './command.ts'

export interface RunnerProcess {
  pid: number | undefined
  send: (order: Order, body?: string) => void
  /** ends it at once, whatever it does */
  kill: () => void
}

interface Hears {
  report: (report: Report, body: string) => void
  /** it says what nobody can use; it is ended for that */
  garbled: (error: unknown) => void
  /** it is gone; the words are its last ones */
  ended: (words: string) => void
}

// glibc: what the compiler of WebAssembly used for a moment goes back to the system, some 7 MB of it
const environment = {
  TZ: 'UTC',
  MALLOC_MMAP_THRESHOLD_: '32768',
  MALLOC_TRIM_THRESHOLD_: '65536',
  MALLOC_TOP_PAD_: '0',
}

/** Starts one runner. What does not follow the contract ends it: no word of it can be relied on then. */
export const startProcess = (program: string, hears: Hears): RunnerProcess => {
  const { command, args, cwd } = runnerCommand(program)
  const child = spawn(command, args, {
    cwd,
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    // of its own group: Ctrl-C in a terminal is for the panel, which then ends it
    detached: true,
  })
  const [, , , channel, leash] = child.stdio
  if (!(channel instanceof Duplex) || !(leash instanceof Writable))
    throw new Error('the runner was started without its channel')

  const kill = () => void child.kill('SIGKILL')
  const read = frameReader()
  const understood = (chunk: Buffer) => {
    try {
      return [...read(chunk)].map(({ head, body }) => ({ said: report.parse(head), body }))
    } catch (error) {
      hears.garbled(error)
      kill()
      return []
    }
  }
  const words = lastWords(child.stderr)
  const ended = once((how: string) => {
    leash.end('over\n')
    hears.ended([how, words()].filter(Boolean).join(': '))
  })

  channel.on('data', (chunk: Buffer) => {
    for (const { said, body } of understood(chunk)) hears.report(said, body)
  })
  // written to after its end: `ended` tells
  for (const pipe of [channel, leash]) pipe.on('error', () => {})
  child.once('error', error => ended(error.message))
  child.once('exit', (code, signal) => ended(`ended with ${signal ?? code}`))
  return {
    pid: child.pid,
    send: (order, body) => channel.writable && channel.write(encodeFrame(order, body)),
    kill,
  }
}

const most = 2000

/** The end of what a stream said, on one line. */
const lastWords = (stream: NodeJS.ReadableStream | null) => {
  let said = ''
  stream?.on('data', (chunk: Buffer) => (said = (said + String(chunk)).slice(-most)))
  return () => said.replace(/\s+/g, ' ').trim()
}

const once = <T>(act: (given: T) => void) => {
  let isDone = false
  return (given: T) => {
    if (!isDone) act(given)
    isDone = true
  }
}
