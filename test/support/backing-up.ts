import fs from 'node:fs/promises'
import { createRequire, syncBuiltinESMExports } from 'node:module'

/**
 * A process that makes a backup or restores one (WORK) and dies by SIGKILL at the n-th call of its file system or its
 * database (DIES_AT), as if the machine had gone. Run to its end, it prints how many calls there were.
 */
const diesAt = Number(process.env['DIES_AT'] ?? 0)
let calls = 0
let isCounting = false

type Method = (...args: unknown[]) => unknown

const countCalls = (holder: object, names: string[]) => {
  for (const name of names) {
    const method = Reflect.get(holder, name) as Method
    Reflect.set(holder, name, function (this: unknown, ...args: unknown[]) {
      if (isCounting && ++calls === diesAt) process.kill(process.pid, 'SIGKILL')
      return method.apply(this, args)
    })
  }
}

const require = createRequire(import.meta.url)
const handle = await fs.open(import.meta.filename)
countCalls(Object.getPrototypeOf(handle), ['writeFile', 'sync', 'read'])
await handle.close()
countCalls(fs, ['open', 'mkdir', 'rename', 'link', 'rm', 'readdir', 'stat'])
syncBuiltinESMExports()
countCalls(require('sqlite3').Database.prototype, ['all', 'run', 'exec'])
countCalls(require('pg').Client.prototype, ['query'])

const { backUp, restore } = await import('../../config/backups.ts')
const { readSettings } = await import('../../config/settings.ts')
const settings = readSettings(process.env)
const file = process.env['FILE'] ?? ''
isCounting = true
if (process.env['WORK'] === 'backup') await backUp(settings, new Date(), file)
else await restore(settings, file, { replace: true, now: () => new Date() })
process.stdout.write(`${calls}\n`)
