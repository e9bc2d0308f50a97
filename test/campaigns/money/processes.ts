import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { World } from './bench.ts'
import type { Said, Told } from './orders.ts'

/** Settings of another process of a world's panel. */
export const panelEnvironment = ({ desk: { settings }, env }: World) => ({
  ...env,
  DATABASE_URL: settings.databaseUrl,
  PUBLIC_URL: settings.publicUrl.href,
})

export type Program = 'panel-process' | 'area-process'

const start = (program: Program, env: Record<string, string>) => {
  const child = fork(fileURLToPath(new URL(`${program}.ts`, import.meta.url)), {
    execArgv: ['--import', 'tsx'],
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let complaint = ''
  child.stderr?.on('data', piece => (complaint += String(piece)))
  const ended = once(child, 'exit').then(([code, signal]) => ({
    wasKilled: signal === 'SIGKILL',
    why: `${code} ${complaint}`,
  }))
  return {
    ended,
    /** what it answers; undefined: it died first */
    tell: async (told: Told): Promise<Said | undefined> => {
      const answer = once(child, 'message').then(([said]): Said => said)
      child.send(told, () => {})
      return Promise.race([answer, ended.then(() => undefined)])
    },
    end: () => endOf(child, ended),
  }
}
export type Process = ReturnType<typeof start>

const endOf = async (child: ChildProcess, ended: Promise<unknown>) => {
  child.kill('SIGKILL')
  await ended
}

/** Processes of one program; while one is at work the next one has been loaded already. */
export const processesOf = (program: Program, env: Record<string, string>) => {
  let next = start(program, env)
  return {
    take() {
      const taken = next
      next = start(program, env)
      return taken
    },
    close: () => next.end(),
  }
}
