import { expect } from 'chai'
import { addonsIn } from '../../db/catalogue.ts'
import type { Database } from '../../db/index.ts'
import { migrations } from '../../db/migrations/index.ts'
import type { AddonQuery, Addons } from '../../marketplace/addons.ts'
import { bigCatalogue } from '../support/big-catalogue.ts'
import { eachDatabase } from '../support/databases.ts'
import { plain } from '../support/listed.ts'

eachDatabase((engine, open) => {
  const now = () => new Date()
  let db: Database
  let addons: Addons

  describe(`A catalogue of ten thousand on ${engine}`, function () {
    this.timeout(180_000)
    before(async () => {
      db = await open(migrations)
      addons = addonsIn(db, now)
      await bigCatalogue(db, 10_000)
    })

    const asked: [string, Partial<AddonQuery>][] = [
      ['the whole list by name', {}],
      ['page 100', { page: 100 }],
      ['the newest', { sort: 'newest' }],
      ['one kind', { kinds: ['channel'] }],
      ['two kinds with a price', { kinds: ['channel', 'plugin'], prices: ['free'] }],
      ['a tag', { tag: 'calm', kinds: ['plugin'] }],
      ['a word that all have', { words: 'help', sort: 'relevance' }],
      ['a few slugs', { only: ['addon-1', 'addon-77'] }],
    ]
    for (const [what, query] of asked)
      it(`answers ${what} with two queries, none of which reads a whole table`, async () => {
        const queries = await queriesOf(db, () => addons.search({ ...plain, ...query }, 7))
        expect(queries.length).to.be.within(1, 2)
        for (const plan of await plansOf(db, queries))
          expect(scansIn(plan), plan.join('\n')).to.deep.equal([])
      })
  })
})

interface Query {
  sql: string
  bindings: unknown[]
}

const queriesOf = async (db: Database, work: () => Promise<unknown>) => {
  const queries: Query[] = []
  const note = ({ sql, bindings }: Query) => void queries.push({ sql, bindings })
  await work()
  db.knex.on('query', note)
  await work()
  db.knex.removeListener('query', note)
  return queries
}

const plansOf = (db: Database, queries: Query[]) =>
  Promise.all(
    queries.map(async ({ sql, bindings }) => {
      const explain = db.engine === 'sqlite' ? 'explain query plan ' : 'explain '
      const result = await db.knex.raw(explain + sql.replace(/\$\d+/g, '?'), [...bindings] as string[])
      const rows: Record<string, string>[] = Array.isArray(result) ? result : result.rows
      return rows.map(row => row['detail'] ?? row['QUERY PLAN'] ?? '')
    }),
  )

// the search itself reads what matches; only whole tables of add-ons count
const scansIn = (plan: string[]) =>
  plan.filter(line =>
    /SCAN (a|l|catalogue_addons|catalogue_listings)\b|Seq Scan on catalogue_(addons|listings)/.test(line),
  )
