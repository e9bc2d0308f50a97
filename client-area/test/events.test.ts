import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'chai'
import { after, before, beforeEach, describe, it } from 'mocha'
import { eventFeed } from '../../contracts/marketplace-api.ts'
import { eachDatabaseUrl } from '../../test/support/databases.ts'
import { eventsIn } from '../db/events.ts'
import { type Database, openDb } from '../db/index.ts'
import { migrations } from '../db/migrations/index.ts'
import { codeOf, newKey, read, type Shop, shop } from './shop.ts'

describe('The feed of events', () => {
  eachDatabaseUrl((name, freshUrl) => {
    let area: Shop
    let db: Database
    let token: string
    before(async () => {
      const databaseUrl = await freshUrl()
      area = await shop({ databaseUrl })
      db = await openDb(databaseUrl, migrations)
      token = (await area.tokens()).access_token
    })
    after(async () => {
      await db.close()
      await area.stop()
    })
    beforeEach(() => area.useCard('pays'))

    const feed = async (since?: string, by = token) =>
      read(
        eventFeed,
        await area.ask(by, `/events${since === undefined ? '' : `?since=${encodeURIComponent(since)}`}`),
      )
    const happens = (object: string, licence = area.licence.id) =>
      db.atomically(tx =>
        eventsIn(tx).add(licence, { type: 'purchase.changed', object, at: new Date().toISOString() }),
      )

    it('begins now where no cursor is given, and goes on from there', async () => {
      await happens('before')
      const start = await feed()
      expect(start).to.deep.include({ events: [], more: false })
      expect(await feed(start.cursor)).to.deep.equal(start)
      await happens('after')
      const next = await feed(start.cursor)
      expect(next.events.map(({ object }) => object)).to.deep.equal(['after'])
      expect(await feed(start.cursor)).to.deep.equal(next)
      expect((await feed(next.cursor)).events).to.deep.equal([])
    })

    it('tells of a purchase, its invoice, its right, a cancellation and the licence, by their names', async () => {
      const { cursor } = await feed()
      const bought = await area.buy(token)
      await area.ask(token, `/entitlements/${bought.entitlement}/cancellation`, {
        method: 'POST',
        headers: { 'idempotency-key': newKey() },
      })
      await area.suspendLicence()
      await area.resumeLicence()
      const told = (await feed(cursor)).events.map(({ type, object }) => `${type} ${object}`)
      expect(told).to.include.members([
        `purchase.changed ${bought.reference}`,
        `invoice.changed ${bought.invoice?.number}`,
        `entitlement.changed ${bought.entitlement}`,
        `licence.changed ${area.licence.id}`,
      ])
      expect(told.filter(line => line.startsWith('entitlement.changed'))).to.have.length.above(1)
    })

    it('tells a licence of its own things only', async () => {
      const { tokens, id } = await area.otherLicence()
      const [mine, theirs] = [await feed(), await feed(undefined, tokens.access_token)]
      await happens('mine')
      await happens('theirs', id)
      expect((await feed(mine.cursor)).events.map(({ object }) => object)).to.deep.equal(['mine'])
      const others = await feed(theirs.cursor, tokens.access_token)
      expect(others.events.map(({ object }) => object)).to.deep.equal(['theirs'])
      const foreign = await area.ask(tokens.access_token, `/events?since=${mine.cursor}`)
      expect([foreign.status, codeOf(foreign)]).to.deep.equal([400, 'invalid_request'])
    })

    it('comes in pages of a hundred, oldest first, without a gap', async () => {
      let { cursor } = await feed()
      const names = Array.from({ length: 205 }, (_, n) => `event-${n}`)
      for (const one of names) await happens(one)
      const seen: string[] = []
      for (let more = true; more; ) {
        const page = await feed(cursor)
        seen.push(...page.events.map(({ object }) => object))
        ;({ cursor, more } = page)
      }
      expect(seen).to.deep.equal(names)
    })

    it('refuses a cursor that it never gave', async () => {
      const { cursor } = await feed()
      const [sequence = '', signature = ''] = cursor.split('-', 2)
      const made = [
        '',
        '0',
        'now',
        '-1',
        sequence,
        `${Number(sequence) + 1}-${signature}`,
        `0${cursor}`,
        `${cursor}x`,
        cursor.toUpperCase() === cursor ? 'x' : cursor.toUpperCase(),
        'x'.repeat(61),
        '1-%00',
        "1'; --",
      ]
      for (const one of made) {
        const reply = await area.ask(token, `/events?since=${encodeURIComponent(one)}`)
        expect([reply.status, codeOf(reply)], one).to.deep.equal([400, 'invalid_request'])
      }
      expect((await area.ask(token, `/events?since=${cursor}&since=${cursor}`)).status).to.equal(400)
    })

    it('says that a cursor is not known any more when its database is older than the help desk', async () => {
      await happens('lost by a restored backup')
      const { cursor } = await feed()
      await db.knex('events').where({ object: 'lost by a restored backup' }).delete()
      const reply = await area.ask(token, `/events?since=${cursor}`)
      expect(reply.status).to.equal(400)
      expect(reply.json).to.have.property('detail').that.includes('begin anew')
    })

    it('loses none and repeats none while many write and one reads', async () => {
      let { cursor } = await feed()
      const names = Array.from({ length: 60 }, (_, n) => `busy-${n}`)
      const writing = Promise.all(names.map(one => happens(one)))
      const seen: string[] = []
      while (seen.length < names.length / 2) {
        const page = await feed(cursor)
        seen.push(...page.events.map(({ object }) => object))
        cursor = page.cursor
      }
      await writing
      seen.push(...(await feed(cursor)).events.map(({ object }) => object))
      expect(seen.toSorted()).to.deep.equal(names.toSorted())
    })

    it('says nothing of the inside when something breaks there', async () => {
      await db.knex.schema.renameTable('events', 'events_elsewhere')
      const reply = await area.ask(token, '/events')
      await db.knex.schema.renameTable('events_elsewhere', 'events')
      expect([reply.status, codeOf(reply)]).to.deep.equal([500, 'server_error'])
      expect(reply.text).to.not.match(/select|events|stack|knex/i)
      expect((await feed()).events).to.deep.equal([])
    })

    if (name === 'PostgreSQL')
      it('waits for an event with a lower number that is stored later', async () => {
        const { cursor } = await feed()
        let commit: () => void = () => undefined
        const mayCommit = new Promise<void>(resolve => (commit = resolve))
        let isNumbered: () => void = () => undefined
        const numbered = new Promise<void>(resolve => (isNumbered = resolve))
        const slow = db.atomically(async tx => {
          await eventsIn(tx).add(area.licence.id, {
            type: 'invoice.changed',
            object: 'slow',
            at: new Date().toISOString(),
          })
          isNumbered()
          await mayCommit
        })
        await numbered
        await happens('quick')
        const reading = feed(cursor)
        await someoneWaits(db)
        commit()
        await slow
        expect((await reading).events.map(({ object }) => object)).to.deep.equal(['slow', 'quick'])
      })
  })
})

const someoneWaits = async ({ knex }: Database) => {
  for (const deadline = Date.now() + 5_000; Date.now() < deadline; await pause(20)) {
    const waiting: unknown[] = await knex('pg_locks').where({ locktype: 'advisory', granted: false })
    if (waiting.length > 0) return
  }
  throw new Error('Nobody waited for the lock')
}
