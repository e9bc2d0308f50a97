import { createRequire } from 'node:module'

interface Dialect {
  prototype: {
    _query: (connection: unknown, asked: { sql: string; bindings?: unknown[] }) => Promise<unknown>
  }
}
const require = createRequire(import.meta.url)
const dialects = ['sqlite3', 'postgres'].map((name): Dialect => require(`knex/lib/dialects/${name}/index.js`))

const die = () => process.kill(process.pid, 'SIGKILL')
const entersStage = (sql: string) => /^update .operations. set .*stage/i.test(sql)
const isCommit = (sql: string) => /^commit\b/i.test(sql)

/**
 * Has this process die, by SIGKILL, about a named stage of an operation: `entering` it, with all of it written and nothing
 * committed; or `within` it, at the first thing that is asked of the database once it is committed.
 */
export const dieAbout = (stage: string, when: 'entering' | 'within') => {
  let [isEntering, isWithin] = [false, false]
  for (const { prototype } of dialects) {
    const ask = prototype._query
    prototype._query = async function (connection, asked) {
      if (isWithin) die()
      if (entersStage(asked.sql) && asked.bindings?.includes(stage)) isEntering = true
      if (isEntering && isCommit(asked.sql) && when === 'entering') die()
      const answer = await ask.call(this, connection, asked)
      if (isEntering && isCommit(asked.sql)) isWithin = true
      return answer
    }
  }
}
