import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { root } from '../../config/root.ts'

export interface Ended {
  code: number | null
  out: string
  err: string
}

type Env = Record<string, string | undefined>

// What somebody has set for their own Souk must not reach the tests' programs.
const plain = Object.fromEntries(
  Object.entries(process.env).filter(([name]) =>
    /^(PATH|HOME|LANG|LC_.*|TMPDIR|USER|npm_config_.*)$/.test(name),
  ),
)

const launch = (command: string, args: readonly string[], env: Env, cwd: string) => {
  const child = spawn(command, args, { cwd, env: { ...plain, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { out: '', err: '' }
  child.stdout.on('data', chunk => (said.out += String(chunk)))
  child.stderr.on('data', chunk => (said.err += String(chunk)))
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', code => resolve({ code, ...said }))
  })
  return { child, said, ended }
}

/** Runs a Node program of ours to its end, with nothing in its environment but what is given. */
export const runNode = (args: readonly string[], env: Env = {}, cwd = root) =>
  launch(process.execPath, args, env, cwd).ended

/** Starts a Node program of ours that stays; wait for what it says, and stop it. */
export const startNode = (args: readonly string[], env: Env = {}, cwd = root) => {
  const { child, said, ended } = launch(process.execPath, args, env, cwd)
  return {
    pid: child.pid ?? 0,
    ended,
    says: (words: string | RegExp) =>
      until(
        () => said.out.match(words),
        () => `${words} in: ${said.out}${said.err}`,
      ),
    stop: (signal: NodeJS.Signals) => stop(child, signal, ended),
  }
}

const stop = (child: ChildProcess, signal: NodeJS.Signals, ended: Promise<Ended>) => {
  child.kill(signal)
  return ended
}

/** Waits until there is something, at most half a minute; then says what it waited for. */
export const until = async <T>(look: () => T | Promise<T>, what: () => string, within = 30_000) => {
  const deadline = Date.now() + within
  while (Date.now() < deadline) {
    const found = await look()
    if (found) return found
    await pause(30)
  }
  throw new Error(`Waited in vain for ${what()}`)
}

/** The processes that a process has started and that still run. */
export const childrenOf = (pid: number) => {
  const list = `/proc/${pid}/task/${pid}/children`
  return existsSync(list) ? readFileSync(list, 'utf8').split(' ').filter(Boolean).map(Number) : []
}

export const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
