import { mkdir, open, readFile, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { refuse } from './refused.ts'

/** Two programs that publish at once would give one version number to two lists: the second one waits. */
export const locked = async <T>(repository: string, work: () => Promise<T>): Promise<T> => {
  await mkdir(repository, { recursive: true })
  const file = join(repository, '.publishing')
  const deadline = Date.now() + 180_000
  while (!(await take(file))) {
    if (await isAbandoned(file)) await rm(file, { force: true })
    else if (Date.now() > deadline)
      refuse(`Another program is publishing to ${repository}; if there is none, delete ${file}.`)
    else await wait(100)
  }
  const beating = setInterval(() => void beat(file), 20_000)
  try {
    return await work()
  } finally {
    clearInterval(beating)
    await rm(file, { force: true })
  }
}

const take = async (file: string) => {
  try {
    const handle = await open(file, 'wx')
    await handle.writeFile(String(process.pid))
    await handle.close()
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

// A process id can be that of another program after a restart, so a lock has to be refreshed as well.
const beat = async (file: string) => utimes(file, new Date(), new Date()).catch(() => undefined)
const silentFor = 120_000

const isAbandoned = async (file: string) => {
  const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Date.now() }))
  if (Date.now() - mtimeMs > silentFor) return true
  const owner = Number(await readFile(file, 'utf8').catch(() => ''))
  if (!Number.isInteger(owner) || owner < 1) return false
  try {
    process.kill(owner, 0)
    return false
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH'
  }
}
