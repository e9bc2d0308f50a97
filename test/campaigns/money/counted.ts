import * as nodeFiles from 'node:fs/promises'
import http from 'node:http'
import { createRequire, syncBuiltinESMExports } from 'node:module'
import type { Files } from '../../../gateways/disk.ts'

interface Dialect {
  prototype: { _query: (...args: unknown[]) => Promise<unknown> }
}
const require = createRequire(import.meta.url)
const dialects = ['sqlite3', 'postgres'].map((name): Dialect => require(`knex/lib/dialects/${name}/index.js`))

/**
 * Counts what this process asks of its database, of its disk and of others over HTTP, and what it is answered; it dies by
 * SIGKILL at one of them, as if the machine had gone. Whatever is loaded after this is counted.
 */
export const countCalls = () => {
  let [calls, diesAt, isCounting] = [0, 0, false]
  const tick = () => {
    if (isCounting && ++calls === diesAt) process.kill(process.pid, 'SIGKILL')
  }

  for (const { prototype } of dialects) {
    const ask = prototype._query
    prototype._query = async function (...args) {
      tick()
      const answer = await ask.apply(this, args)
      tick()
      return answer
    }
  }

  const { request } = http
  http.request = ((...args: Parameters<typeof request>) => {
    tick()
    return request(...args).prependOnceListener('response', tick)
  }) as typeof request
  syncBuiltinESMExports()

  const names = ['open', 'mkdir', 'rename', 'rm', 'readdir', 'statfs', 'readFile', 'lstat'] as const
  const files = Object.fromEntries(
    names.map(name => {
      const work = nodeFiles[name] as (...args: unknown[]) => unknown
      return [
        name,
        (...args: unknown[]) => {
          tick()
          return work(...args)
        },
      ]
    }),
  ) as Files

  return {
    files,
    /** counts from now on; 0: it lives */
    begin(at: number) {
      calls = 0
      diesAt = at
      isCounting = true
    },
    calls: () => calls,
  }
}
