import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../../config/root.ts'
import { type Act, type Bench, type Place, slug } from './bench.ts'
import { type Harm, trace } from './tracing.ts'

export interface Harmed {
  /** the process did not come to its end */
  wasKilled: boolean
  /** how the change ended for who pressed, where it did */
  said: string
  trace: string
}

/** A panel process that is ready to do one act. */
const victim = async (env: Record<string, string | undefined>) => {
  const child = spawn(process.execPath, ['--import', 'tsx', program], { cwd: root, env, stdio: 'pipe' })
  let [said, complaint] = ['', '']
  child.stderr.on('data', piece => (complaint += String(piece)))
  const ended = once(child, 'exit')
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', piece => {
      said += String(piece)
      if (said.includes('ready')) resolve()
    })
    child.once('exit', () => reject(new Error(`The victim ended before it began: ${complaint}`)))
  })
  return {
    pid: child.pid ?? 0,
    async act() {
      child.stdin.write('go\n')
      // one that hangs because its disk fails is as good as dead
      const late = setTimeout(() => child.kill('SIGKILL'), 40_000)
      const [code, signal] = await ended
      clearTimeout(late)
      // one that ends by itself says so, as an error that nobody caught
      const died = code !== 0 && signal === null ? `"thrown": ${complaint.slice(0, 800)}` : ''
      return { wasKilled: signal !== null, said: died || said.replace('ready', '').trim() }
    },
  }
}

const program = join(root, 'test/campaigns/crash/victim.ts')

/** Does one act in a process of its own, with harm done to one of its calls; without, it is only traced. */
export const harm = async (bench: Bench, act: Act, place: Place, what?: Harm): Promise<Harmed> => {
  const process = await victim(environment(bench, act, place))
  const file = join(place.folder, 'trace')
  const tracer = await trace(process.pid, file, what)
  const ended = await process.act()
  await tracer.stop()
  return { ...ended, trace: readFileSync(file, 'utf8') }
}

/** The same, dying about one of its named stages. */
export const killAbout = async (bench: Bench, act: Act, place: Place, stage: string, when: string) => {
  const env = { ...environment(bench, act, place), DIES_ABOUT: stage, DIES_WHEN: when }
  return (await victim(env)).act()
}

const environment = ({ market, port, engine }: Bench, act: Act, { folder, databaseUrl }: Place) => ({
  PATH: process.env['PATH'],
  NODE_ENV: 'test',
  LOG_LEVEL: 'silent',
  // one thread for the disk: the n-th call is then the same call in every run
  UV_THREADPOOL_SIZE: '1',
  DATA_DIR: folder,
  ...(engine === 'postgres' && databaseUrl && { DATABASE_URL: databaseUrl }),
  CATALOGUE_URL: market.shop.url,
  LICENCE_KEY: 'TEST-LICENCE-ABCD',
  PUBLIC_URL: `http://127.0.0.1:${port}`,
  ACT: act,
  ADDON: slug,
})
