import { spawn } from 'node:child_process'
import { createWriteStream, existsSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { get } from 'node:http'
import { join, relative } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { root } from './folders.mjs'
import { tail } from './processes.mjs'
import { say, Stop } from './say.mjs'

const mostRestarts = 5
const within = 10 * 60_000

/** Keeps programs running: `start` answers when the program answers, `stop` when all have ended. */
export const supervisor = ({ logs, env, echo, onGiveUp }) => {
  const running = new Map()
  let stopping = false

  const launch = program => {
    const child = spawn(
      process.execPath,
      ['--enable-source-maps', '--import', leash, join(root, program.script)],
      {
        cwd: root,
        env: { ...process.env, ...env, ...program.env },
        // A group of its own: Ctrl-C reaches the supervisor alone, which stops each in good order.
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      },
    )
    const log = createWriteStream(logFile(program), { flags: 'a', mode: 0o600 })
    child.complaint = ''
    child.stdout.pipe(log, { end: false })
    child.stderr.pipe(log, { end: false })
    if (echo) child.stdout.pipe(process.stdout, { end: false })
    child.stderr.on('data', chunk => (child.complaint = (child.complaint + String(chunk)).slice(-4000)))
    child.ended = new Promise(resolve =>
      child.once('close', (code, signal) => resolve(signal ?? `code ${code}`)),
    )
    child.ended.then(() => log.end())
    running.set(program.name, child)
    return child
  }

  const logFile = ({ name }) => join(logs, `${name}.log`)

  const start = async program => {
    mkdirSync(logs, { recursive: true, mode: 0o700 })
    turnOver(logFile(program))
    const child = launch(program)
    const reason = await Promise.race([answers(program.probe, child), child.ended])
    if (stopping) return
    if (reason !== 'answers') throw new Stop(complaint(program, child, reason))
    void keep(program, child)
  }

  const complaint = (program, child, reason) =>
    tail(child.complaint) ||
    `The ${program.title} ended while it started (${reason}): see ${logFile(program)}.`

  const keep = async (program, child, failures = []) => {
    const reason = await child.ended
    if (stopping) return
    const recent = [...failures, Date.now()].filter(time => Date.now() - time < within)
    if (recent.length > mostRestarts) {
      const times = `${recent.length} times in ten minutes`
      await onGiveUp(`The ${program.title} ended ${times} (${reason}): see ${logFile(program)}.`)
      return
    }
    say(
      `The ${program.title} ended (${reason}) and is started again; its log is ${relative(root, logFile(program))}.`,
    )
    await pause(250 * recent.length)
    if (!stopping) void keep(program, launch(program), recent)
  }

  const stop = async () => {
    stopping = true
    await Promise.all([...running.values()].toReversed().map(end))
  }

  const kill = () => {
    for (const child of running.values()) child.kill('SIGKILL')
  }

  return { start, stop, kill }
}

const leash = new URL('leash.mjs', import.meta.url).href

const isRunning = ({ exitCode, signalCode }) => exitCode === null && signalCode === null

const end = async child => {
  if (!isRunning(child)) return
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await child.ended
  clearTimeout(late)
}

/** Waits until the program answers at the address, be it with a refusal. */
const answers = async (url, child) => {
  const deadline = Date.now() + 60_000
  while (Date.now() < deadline && isRunning(child)) {
    const status = await statusOf(url)
    // 503 is how a program says that it is still starting.
    if (status && status !== 503) return 'answers'
    await pause(40)
  }
  return 'no answer within a minute'
}

// Not fetch: it would keep its connection open, and the program would wait for that when it is stopped.
const statusOf = url =>
  new Promise(resolve => {
    const request = get(url, { agent: false, timeout: 2000, headers: { connection: 'close' } }, reply => {
      reply.resume()
      resolve(reply.statusCode)
    })
    request.once('timeout', () => request.destroy())
    request.once('error', () => resolve(undefined))
  })

const turnOver = file => {
  if (existsSync(file) && statSync(file).size > 10 * 2 ** 20) renameSync(file, `${file}.1`)
}
