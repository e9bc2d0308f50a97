import { expect } from 'chai'
import { describe, it } from 'mocha'
import { cancellationsIn } from '../../db/cancellations.ts'
import { entitlementsIn } from '../../db/entitlements.ts'
import type { Database } from '../../db/index.ts'
import { lapsesIn } from '../../db/lapses.ts'
import { migrations } from '../../db/migrations/index.ts'
import { revisionOf } from '../../db/revisions.ts'
import { webhooksSeenIn } from '../../db/webhooks-seen.ts'
import type { Cancellation, Held } from '../../marketplace/entitlements.ts'
import { eachDatabase } from '../support/databases.ts'

const at = '2026-11-22T08:00:00.000Z'
const right = (change: Partial<Held> = {}): Held => ({
  id: 'one',
  licence: 'licence',
  addon: 'japanese',
  kind: 'recurring',
  cycle: 'monthly',
  state: 'active',
  since: at,
  paidUntil: '2026-12-22T08:00:00.000Z',
  nextCharge: { at: '2026-12-22T08:00:00.000Z', amount: 400, currency: 'USD' },
  priceChange: null,
  pastDueSince: null,
  invoice: null,
  usableUntil: null,
  endedAt: null,
  endedBecause: null,
  endsAt: null,
  major: 1,
  revision: 5,
  readAt: at,
  ...change,
})
const cancellation = (change: Partial<Cancellation> = {}): Cancellation => ({
  operatorId: null,
  operator: 'Ada',
  reference: 'first',
  entitlement: 'one',
  addon: 'japanese',
  name: 'Japanese',
  state: 'asked',
  askedAt: at,
  settledAt: null,
  ...change,
})

describe('What is kept of rights to add-ons', () => {
  eachDatabase((_engine, open) => {
    let db: Database
    beforeEach(async () => {
      db = await open(migrations)
    })
    const rights = () => entitlementsIn(db.knex)
    const revision = () => revisionOf(db.knex, 'purchases')
    const known = async () =>
      (await rights().all()).map(({ id, revision: number }) => `${id} ${number}`).toSorted()

    it('comes back as it was put in', async () => {
      await rights().put(right())
      expect(await rights().find('one')).to.deep.equal(right())
      expect(await rights().find('another')).to.equal(undefined)
    })

    it('is never replaced by an older revision of it', async () => {
      expect(await rights().put(right({ revision: 5 }))).to.equal(true)
      expect(await rights().put(right({ revision: 4, state: 'ended' }))).to.equal(false)
      expect(await rights().put(right({ revision: 6, state: 'past due' }))).to.equal(true)
      await rights().replaceAll([right({ revision: 5 })], ['one'])
      expect((await rights().find('one'))?.state).to.equal('past due')
    })

    it('is a page’s business only where more has changed than the time of reading', async () => {
      await rights().put(right())
      const before = await revision()
      await rights().put(right({ readAt: '2026-11-22T09:00:00.000Z' }))
      await rights().replaceAll([right({ readAt: '2026-11-22T10:00:00.000Z' })], ['one'])
      expect(await revision()).to.equal(before)
      expect((await rights().find('one'))?.readAt).to.equal('2026-11-22T10:00:00.000Z')
      await rights().put(right({ revision: 6 }))
      expect(await revision()).to.equal(before + 1)
    })

    it('follows a fresh reply as a whole, but keeps what was bought while it was under way', async () => {
      await rights().put(right())
      await rights().put(right({ id: 'gone', addon: 'french' }))
      await rights().put(right({ id: 'meanwhile', addon: 'german' }))
      await rights().replaceAll([right()], ['one', 'gone'])
      expect(await known()).to.deep.equal(['meanwhile 5', 'one 5'])
    })

    it('drops what belongs to another licence', async () => {
      await rights().put(right())
      await rights().replaceAll([right({ id: 'new', licence: 'other', revision: 1 })], [])
      expect(await known()).to.deep.equal(['new 1'])
      await rights().put(right({ id: 'new', licence: 'licence', revision: 0 }))
      expect(await known()).to.deep.equal(['new 0'])
      await rights().clear()
      expect(await known()).to.deep.equal([])
    })

    it('names for an add-on the right in force, else the one that ended last', async () => {
      const ended = (id: string, endedAt: string) =>
        right({ id, state: 'ended', endedBecause: 'cancelled', endedAt })
      await rights().put(ended('first', '2026-01-01T00:00:00.000Z'))
      await rights().put(ended('second', '2026-02-01T00:00:00.000Z'))
      expect((await rights().latestFor('japanese'))?.id).to.equal('second')
      await rights().put(right({ since: '2025-01-01T00:00:00.000Z' }))
      expect((await rights().latestFor('japanese'))?.id).to.equal('one')
      expect(await rights().latestFor('french')).to.equal(undefined)
    })

    it('remembers what lapsed, once an add-on', async () => {
      const lapse = { addon: 'japanese', entitlement: 'one', at, because: 'suspended' as const }
      const before = await revision()
      await lapsesIn(db.knex).add(lapse)
      await lapsesIn(db.knex).add({ ...lapse, because: 'ended' })
      expect(await lapsesIn(db.knex).all()).to.deep.equal([{ ...lapse, because: 'ended' }])
      await lapsesIn(db.knex).remove('japanese')
      await lapsesIn(db.knex).remove('japanese')
      expect([await lapsesIn(db.knex).all(), await revision()]).to.deep.equal([[], before + 3])
    })

    it('keeps cancellations until they are settled, and after', async () => {
      const store = cancellationsIn(db.knex)
      await store.add(cancellation())
      expect(await store.openFor('japanese')).to.deep.equal(cancellation())
      await store.put(cancellation({ state: 'unknown' }))
      expect((await store.openAll()).map(({ state }) => state)).to.deep.equal(['unknown'])
      await store.put(cancellation({ state: 'refused', settledAt: at }))
      expect(await store.openFor('japanese')).to.equal(undefined)
      await store.add(
        cancellation({ reference: 'second', askedAt: '2026-11-22T09:00:00.000Z', state: 'done' }),
      )
      expect((await store.latestFor('japanese'))?.reference).to.equal('second')
      expect(await store.find('first')).to.include({ state: 'refused', settledAt: at })
    })

    it('knows an event that was seen, until it is swept', async () => {
      const seen = webhooksSeenIn(db.knex)
      expect([await seen.isNew('event', at), await seen.isNew('event', at)]).to.deep.equal([true, false])
      await seen.sweep('2026-11-22T08:00:00.001Z')
      expect(await seen.isNew('event', at)).to.equal(true)
    })
  })
})
