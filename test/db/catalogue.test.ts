import { expect } from 'chai'
import { assert, asyncProperty, constantFrom, oneof, string, stringMatching } from 'fast-check'
import type { AddonEntry } from '../../contracts/catalogue.ts'
import { addonsIn } from '../../db/catalogue.ts'
import { mirrorIn } from '../../db/catalogue-mirror.ts'
import type { Database } from '../../db/index.ts'
import { migrations } from '../../db/migrations/index.ts'
import type { AddonQuery, Addons } from '../../marketplace/addons.ts'
import { type Mirror, refreshing, type SignedList } from '../../marketplace/catalogue.ts'
import { addonNumber, bigCatalogue, listOf } from '../support/big-catalogue.ts'
import { eachDatabase } from '../support/databases.ts'

const plain: AddonQuery = { words: '', kinds: [], prices: [], sort: 'name', page: 1 }
const many = (count: number) => Array.from({ length: count }, (_, n) => addonNumber(n))
const named = (name: string, more: Partial<AddonEntry> = {}): AddonEntry => ({
  ...addonNumber(0),
  slug: name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-'),
  name,
  summary: 'Does something.',
  description: '',
  tags: [],
  ...more,
})

eachDatabase((engine, open) => {
  const now = () => new Date()
  let db: Database
  let addons: Addons
  const refresh = (entries: AddonEntry[], version = 1) =>
    refreshing(listOf(entries, version), mirrorIn(db, now))()
  const names = async (query: Partial<AddonQuery>) =>
    (await addons.search({ ...plain, ...query })).addons.map(({ name }) => name)

  describe(`The copy of the catalogue on ${engine}`, () => {
    beforeEach(async () => {
      db = await open(migrations)
      addons = addonsIn(db, now)
    })

    it('says that nothing was ever read before the first refresh', async () => {
      expect(await addons.standing()).to.deep.equal({ kind: 'never' })
      expect(await addons.search(plain)).to.include({ total: 0, pages: 1, page: 1 })
      expect(await addons.tags()).to.deep.equal([])
      expect(await addons.find('addon-1')).to.equal(undefined)
    })

    it('shows real pages of 24, and the last one for a page past the end', async () => {
      await refresh(many(60))
      const sizes = []
      for (const page of [1, 2, 3]) sizes.push((await addons.search({ ...plain, page })).addons.length)
      expect(sizes).to.deep.equal([24, 24, 12])
      const past = await addons.search({ ...plain, page: 99 })
      expect(past).to.include({ page: 3, pages: 3, total: 60 })
      expect(past.addons).to.have.length(12)
    })

    it('gives every add-on exactly once over all pages, in order, whatever the filter', async () => {
      await refresh(many(150))
      for (const query of [
        {},
        { kinds: ['channel', 'plugin'] },
        { prices: ['paid'] },
        { tag: 'calm' },
      ] as const) {
        const seen: string[] = []
        const asked = { ...plain, ...query, kinds: [...(('kinds' in query && query.kinds) || [])] }
        const all = { ...asked, prices: [...(('prices' in query && query.prices) || [])] }
        const { pages, total } = await addons.search(all)
        for (let page = 1; page <= pages; page++)
          seen.push(...(await addons.search({ ...all, page })).addons.map(({ name }) => name))
        const expected = many(150)
          .filter(a => all.kinds.length === 0 || all.kinds.some(kind => kind === a.kind))
          .filter(a => all.prices.length === 0 || a.prices.length > 0)
          .filter(a => !('tag' in query) || a.tags.includes(query.tag))
          .map(({ name }) => name)
        expect(seen).to.have.members(expected).and.to.have.length(total)
        expect(seen).to.deep.equal(seen.toSorted())
      }
    })

    it('sorts by name as people read, not by capitals and accents', async () => {
      await refresh([named('Zebra'), named('émile'), named('Über'), named('apple'), named('Egon')])
      expect(await names({})).to.deep.equal(['apple', 'Egon', 'émile', 'Über', 'Zebra'])
    })

    it('sorts by newest first', async () => {
      const at = (day: number) => ({ firstPublished: new Date(Date.UTC(2026, 0, day)).toISOString() })
      await refresh([named('Old', at(1)), named('New', at(9)), named('Middle', at(5))])
      expect(await names({ sort: 'newest' })).to.deep.equal(['New', 'Middle', 'Old'])
    })

    it('filters by several kinds, by price and by tag together', async () => {
      const price = [{ currency: 'USD', cycle: 'monthly' as const, amount: 100 }]
      await refresh([
        named('A', { kind: 'channel', prices: price, tags: ['mail'] }),
        named('B', { kind: 'plugin', prices: [], tags: ['mail'] }),
        named('C', { kind: 'language', prices: price, tags: ['mail'] }),
        named('D', { kind: 'plugin', prices: price, tags: ['help-desk'] }),
      ])
      expect(await names({ kinds: ['channel', 'plugin'], prices: ['paid'] })).to.deep.equal(['A', 'D'])
      expect(await names({ tag: 'mail', kinds: ['plugin'] })).to.deep.equal(['B'])
      expect(await names({ tag: 'help' })).to.deep.equal([])
      expect(await names({ words: 'something', tag: 'help-desk', sort: 'relevance' })).to.deep.equal(['D'])
      expect(await names({ words: 'something', tag: 'help', sort: 'relevance' })).to.deep.equal([])
      expect(await addons.tags()).to.deep.equal(['help-desk', 'mail'])
    })

    it('looks among given slugs only, with and without words', async () => {
      await refresh(many(40))
      const only = ['addon-3', 'addon-7', 'not-there']
      expect((await addons.search({ ...plain, only })).addons.map(a => a.slug)).to.have.members(
        only.slice(0, 2),
      )
      expect((await addons.search({ ...plain, only: [] })).total).to.equal(0)
      expect((await addons.search({ ...plain, only, words: '7', sort: 'relevance' })).total).to.equal(1)
    })

    it('finds words whatever their case, accents and order, and the beginnings of words', async () => {
      await refresh([
        named('Français', { summary: 'Tout le panneau en français.' }),
        named('Łódź bridge', { summary: 'Straße und Œuvre' }),
        named('日本語', { slug: 'japanese' }),
      ])
      const found = (words: string) => names({ words, sort: 'relevance' })
      for (const words of ['francais', 'FRANÇAIS', 'fran', 'panneau tout', '"français"'])
        expect(await found(words), words).to.deep.equal(['Français'])
      for (const words of ['lodz', 'strasse', 'oeuvre', 'bridge łódź'])
        expect(await found(words), words).to.deep.equal(['Łódź bridge'])
      for (const words of ['日本', '本語', 'japanese'])
        expect(await found(words), words).to.deep.equal(['日本語'])
      expect(await found('francais bridge')).to.deep.equal([])
    })

    it('puts a match in the name first, then tags, summary and author, then the description', async () => {
      await refresh([
        named('Alpha', { description: 'It can send mail.' }),
        named('Beta', { summary: 'For mail.' }),
        named('Mail merge'),
        named('Mail'),
        named('Air mail'),
        named('Gamma', { tags: ['mail'] }),
      ])
      const [first, ...rest] = await names({ words: 'mail', sort: 'relevance' })
      expect(first).to.equal('Mail')
      expect(rest).to.deep.equal(['Mail merge', 'Air mail', 'Beta', 'Gamma', 'Alpha'])
      expect(await names({ words: 'mail', sort: 'name' })).to.deep.equal([
        'Air mail',
        'Alpha',
        'Beta',
        'Gamma',
        'Mail',
        'Mail merge',
      ])
    })

    it('finds nothing, and says so, for signs that are no words', async () => {
      await refresh(many(10))
      for (const words of ['"', '*', '🚀', "'", '&|!', '%', '\\', '   -- ', '::', '()'])
        expect((await addons.search({ ...plain, words, sort: 'relevance' })).total, words).to.equal(0)
    })

    it('never fails for what somebody types, and never finds what has none of it', async () => {
      await refresh([named('Mail'), named('Chat')])
      await assert(
        asyncProperty(
          oneof(
            string({ maxLength: 60, unit: 'grapheme' }),
            stringMatching(/^["'*():&|!<>%\\:^{}[\]+\- a-z]{0,30}$/),
            constantFrom(
              'mail OR chat',
              'NEAR(mail)',
              'name:mail',
              'mail* -chat',
              '{name}:x',
              "');drop table x;--",
            ),
          ),
          async words => {
            const found = await addons.search({ ...plain, words, sort: 'relevance' })
            expect(found.total).to.be.within(0, 2)
          },
        ),
        { numRuns: 150 },
      )
    }).timeout(60_000)

    it('ranks only so many matches, and says that there are more', async () => {
      await refresh(many(450))
      const found = await addons.search({ ...plain, words: 'help', sort: 'relevance' })
      expect(found).to.include({ total: 400, more: true, pages: 17 })
      expect(await addons.search({ ...plain, words: 'addon-17', sort: 'relevance' })).to.include({
        more: false,
      })
    })

    it('writes only what changed, and counts it', async () => {
      const before = many(100)
      expect(await refresh(before)).to.deep.equal({ kind: 'fresh', changed: 100 })
      expect(await refresh(before, 1)).to.deep.equal({ kind: 'unchanged' })
      const ids = await db.knex('catalogue_addons').whereNot('slug', 'addon-5').orderBy('id').pluck('id')
      const after = before.map(addon => (addon.slug === 'addon-5' ? { ...addon, name: 'Renamed' } : addon))
      expect(await refresh(after, 2)).to.deep.equal({ kind: 'fresh', changed: 1 })
      expect((await addons.find('addon-5'))?.name).to.equal('Renamed')
      expect(await names({ words: 'renamed', sort: 'relevance' })).to.deep.equal(['Renamed'])
      const still = await db.knex('catalogue_addons').whereNot('slug', 'addon-5').orderBy('id').pluck('id')
      expect(still).to.deep.equal(ids)
    })

    it('takes add-ons out that are no longer listed, also when the list is cut into more parts', async () => {
      await refresh(many(90))
      expect(await refresh(many(30), 2)).to.deep.equal({ kind: 'fresh', changed: 60 })
      expect(await addons.find('addon-60')).to.equal(undefined)
      expect((await addons.search({ ...plain, words: '60', sort: 'relevance' })).total).to.equal(0)
      expect(await refresh(many(200), 3)).to.deep.equal({ kind: 'fresh', changed: 170 })
      expect((await addons.search(plain)).total).to.equal(200)
    })

    it('moves the revision of the catalogue with each new state', async () => {
      const revision = async () => (await db.knex('revisions').where('name', 'catalogue').first()).number
      const first = await revision()
      await refresh(many(3))
      const second = await revision()
      await refresh(many(4), 2)
      expect([first, second].toSorted((a, b) => a - b)).to.deep.equal([first, second])
      expect(await revision()).to.be.above(second)
    })

    it('shows the whole old list while a new one is written, and after the writer was killed', async () => {
      await refresh(many(50))
      const changed = many(80).map(addon => ({ ...addon, name: `New ${addon.slug}` }))
      let seen: string[] = []
      const killed = dying(mirrorIn(db, now), 4, async () => {
        seen = (await addons.search({ ...plain, words: 'new', sort: 'relevance' })).addons.map(a => a.name)
      })
      await refreshing(listOf(changed, 2), killed)().catch((error: unknown) =>
        expect(String(error)).to.include('killed'),
      )
      expect(seen).to.deep.equal([])
      expect((await addons.search(plain)).total).to.equal(50)
      expect((await addons.find('addon-1'))?.name).not.to.match(/^New/)

      expect(await refresh(changed, 2)).to.include({ kind: 'fresh' })
      const all = await addons.search(plain)
      expect(all.total).to.equal(80)
      expect(all.addons.every(({ name }) => name.startsWith('New'))).to.equal(true)
      const rows = await db.knex('catalogue_addons').where('removed_in', 2_147_483_647).count({ n: '*' })
      expect(Number(rows[0]?.['n'])).to.equal(80)
    })

    it('can be killed before any write and always comes to the same list in the end', async () => {
      await refresh(many(12))
      const wanted = many(20).map(addon => ({ ...addon, summary: 'Changed.' }))
      for (let step = 1; step < 12; step++)
        await refreshing(listOf(wanted, 2), dying(mirrorIn(db, now), step))().catch(() => {})
      await refresh(wanted, 2)
      const all = await addons.search({ ...plain, words: 'changed', sort: 'relevance' })
      expect(all.total).to.equal(20)
      expect((await addons.search(plain)).total).to.equal(20)
    })

    it('lets two refreshes at once end in one whole list', async () => {
      const outcomes = await Promise.all([refresh(many(70)), refresh(many(70))])
      expect(outcomes.map(({ kind }) => kind).toSorted()).to.deep.equal(['fresh', 'unchanged'])
      expect((await addons.search(plain)).total).to.equal(70)
    })

    it('takes over at once from a process that is gone, and waits for one that may still be there', async () => {
      const lease = { lease_owner: 'somebody', lease_until: new Date(Date.now() + 30_000).toISOString() }
      await db.knex('catalogue_state').update(lease)
      const holder = { name: 'me', isGone: (name: string) => name === 'somebody' }
      expect(await refreshing(listOf(many(3)), mirrorIn(db, now, holder))()).to.include({ kind: 'fresh' })

      await db.knex('catalogue_state').update(lease)
      const waiting = refresh(many(4), 2)
      await db.knex('catalogue_state').update({ lease_until: new Date(Date.now() + 300).toISOString() })
      expect(await waiting).to.include({ kind: 'fresh' })
    })

    it('writes nothing more once another process has taken over', async () => {
      const list = listOf(many(40))
      const outcome = await refreshing(
        {
          ...list,
          leaf: async file => {
            await db.knex('catalogue_state').update({ lease_owner: 'another' })
            return list.leaf(file)
          },
        },
        mirrorIn(db, now),
      )()
      expect(outcome).to.deep.equal({ kind: 'running' })
      expect((await addons.search(plain)).total).to.equal(0)
    })

    it('lets whoever asks while a refresh runs have its answer, without a second one', async () => {
      const list = listOf(many(20))
      const refreshOnce = refreshing(list, mirrorIn(db, now))
      const [one, other] = await Promise.all([refreshOnce(), refreshOnce()])
      expect(one).to.equal(other)
      expect(new Set(list.reads).size).to.equal(list.reads.length)
    })

    it('refuses an older list than the one it has, whoever brings it', async () => {
      await refresh(many(10), 5)
      expect(await refresh(many(3), 4)).to.include({ kind: 'failed', reason: 'rollback' })
      expect((await addons.search(plain)).total).to.equal(10)
      expect(await addons.standing()).to.have.nested.property('lastFailure.reason', 'rollback')
    })

    it('refuses an add-on that stands where another part of the list should be', async () => {
      const list = listOf(many(40))
      const misplaced: SignedList = {
        ...list,
        leaf: async file => {
          const { addons: entries } = await list.leaf(file)
          return { addons: entries.map(entry => ({ ...entry, slug: `${entry.slug}-x` })) }
        },
      }
      const outcome = await refreshing(misplaced, mirrorIn(db, now))()
      expect(outcome).to.include({ kind: 'failed', reason: 'tampered' })
      expect((await addons.search(plain)).total).to.equal(0)
    })

    it('heals a copy that is not what its own index says', async () => {
      await refresh(many(50))
      await db.knex('catalogue_addons').where('slug', 'addon-9').update({ removed_in: 1 })
      await refresh([...many(50), named('One more')], 2)
      expect((await addons.find('addon-9'))?.slug).to.equal('addon-9')
      expect((await addons.search(plain)).total).to.equal(51)
    })
  })

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

/** A mirror whose process is killed at the n-th write. */
const dying = (mirror: Mirror, at: number, before: () => Promise<void> = async () => {}): Mirror => ({
  alone: work =>
    mirror.alone(writer => {
      let writes = 0
      const mortal =
        <A extends unknown[], R>(write: (...args: A) => Promise<R>) =>
        async (...args: A) => {
          if (++writes < at) return write(...args)
          await before()
          throw new Error('killed')
        }
      return work({
        ...writer,
        sweep: mortal(writer.sweep),
        replace: mortal(writer.replace),
        keepPart: mortal(writer.keepPart),
        keepOnly: mortal(writer.keepOnly),
        flip: mortal(writer.flip),
      })
    }),
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
