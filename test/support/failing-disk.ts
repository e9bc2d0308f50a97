import fs from 'node:fs'
import { createRequire, syncBuiltinESMExports } from 'node:module'

interface Asked {
  sql: string
}
interface Dialect {
  prototype: { _query: (connection: unknown, asked: Asked) => Promise<unknown> }
}
const require = createRequire(import.meta.url)
const dialects = ['sqlite3', 'postgres'].map((name): Dialect => require(`knex/lib/dialects/${name}/index.js`))

/** Where it strikes: as a transaction begins, at a statement that writes, or as it is stored. */
export const strikes = { begin: /^begin/i, write: /^(insert|update|delete)/i, commit: /^commit/i }

/**
 * Has the disk of every database in this process fail as it would, by its own code, wherever `where` matches what is asked.
 * SQLite undoes the transaction by itself then, so the next ROLLBACK finds none. Answers with what ends it.
 */
export const failingDisk = (code: string, where: RegExp) => {
  const before = dialects.map(({ prototype }) => prototype._query)
  for (const [n, { prototype }] of dialects.entries()) {
    const ask = before[n]
    if (!ask) continue
    prototype._query = async function (connection, asked) {
      if (!where.test(asked.sql)) return ask.call(this, connection, asked)
      if (!strikes.begin.test(asked.sql))
        await ask.call(this, connection, { sql: 'ROLLBACK;' }).catch(() => {})
      throw Object.assign(new Error(`${code}: disk I/O error at /srv/souk/panel.db`), { code })
    }
  }
  return () => {
    for (const [n, { prototype }] of dialects.entries()) {
      const ask = before[n]
      if (ask) prototype._query = ask
    }
  }
}

/** Has the file system say this to whoever writes a file of the signed list in this process. Answers with what ends it. */
export const failingFiles = (code: string, verb: 'open' | 'writeFileSync') => {
  const [files, before] = verb === 'open' ? [fs.promises, fs.promises.open] : [fs, fs.writeFileSync]
  const put = (work: unknown) => {
    Reflect.set(files, verb, work)
    syncBuiltinESMExports()
  }
  put((...args: unknown[]) => {
    if (!String(args[0]).includes('/catalogue/trust-')) return Reflect.apply(before, files, args)
    const error = Object.assign(new Error(`${code}: no luck, open '${String(args[0])}'`), { code })
    if (verb === 'open') return Promise.reject(error)
    throw error
  })
  return () => put(before)
}
