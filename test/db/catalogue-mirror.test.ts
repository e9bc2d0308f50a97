import { expect } from 'chai'
import type { AddonEntry } from '../../contracts/catalogue.ts'
import { addonsIn } from '../../db/catalogue.ts'
import { mirrorIn } from '../../db/catalogue-mirror.ts'
import type { Database } from '../../db/index.ts'
import { migrations } from '../../db/migrations/index.ts'
import type { AddonQuery, Addons } from '../../marketplace/addons.ts'
import { type Mirror, refreshing, type SignedList } from '../../marketplace/catalogue.ts'
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

  describe(`Refreshing the copy of the catalogue on ${engine}`, () => {
    beforeEach(async () => {
      db = await open(migrations)
      addons = addonsIn(db, now)
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
