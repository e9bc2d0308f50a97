import { expect } from 'chai'
import { assert, asyncProperty, constantFrom, oneof, string, stringMatching } from 'fast-check'
import type { AddonEntry } from '../../contracts/catalogue.ts'
import { addonsIn } from '../../db/catalogue.ts'
import { mirrorIn } from '../../db/catalogue-mirror.ts'
import type { Database } from '../../db/index.ts'
import { migrations } from '../../db/migrations/index.ts'
import type { AddonQuery, Addons } from '../../marketplace/addons.ts'
import { refreshing } from '../../marketplace/catalogue.ts'
import { listOf } from '../support/big-catalogue.ts'
import { eachDatabase } from '../support/databases.ts'
import { many, named, plain } from '../support/listed.ts'

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
  })
})
