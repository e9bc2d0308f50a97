import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { codeWorkIn } from '../../db/code-work.ts'
import type { Database } from '../../db/index.ts'
import { migrations } from '../../db/migrations/index.ts'
import { eachDatabase } from '../support/databases.ts'
import { failingDisk } from '../support/failing-disk.ts'

const at = '2026-11-22T08:00:00.000Z'
const later = '2026-11-22T08:01:00.000Z'
const delivery = (conversation: string) => ({
  addon: 'chatty',
  event: 'message.received' as const,
  conversation,
  source: null,
  message: null,
  payload: {},
  at,
})

describe('What goes on by itself while add-ons run', () => {
  eachDatabase((engine, open) => {
    let db: Database
    let work: ReturnType<typeof codeWorkIn>
    let mend = () => {}
    beforeEach(async () => {
      db = await open(migrations)
      work = codeWorkIn(db)
      for (const conversation of ['one', 'two']) await work.deliveries.add(delivery(conversation))
      await work.schedules.put({ addon: 'chatty', schedule: '* * * * *', dueAt: at })
    })
    afterEach(() => mend())

    const claim = () => work.deliveries.claim(['chatty'], at, later, 9)

    it('is stored after whatever else the panel stores, however long that takes', async () => {
      // at once, so that each connection of the pool has no patience
      if (engine === 'SQLite')
        await Promise.all([1, 2, 3, 4].map(() => db.knex.raw('PRAGMA busy_timeout=20')))
      const whileBusy = async <T>(...changes: (() => Promise<T>)[]) => {
        const busy = db.atomically(async tx => {
          await tx('revisions').where({ name: 'connection' }).increment('number', 1)
          await pause(300)
        })
        const done = await Promise.all(changes.map(change => change()))
        await busy
        return done
      }
      const [claimed = []] = await whileBusy(claim)
      expect(claimed).to.have.length(2)
      const [first, second] = claimed.map(({ id }) => id)
      await whileBusy<unknown>(
        () => work.deliveries.done(first ?? 0, at),
        () => work.deliveries.retry(second ?? 0, later, 'busy', true),
        () => work.schedules.take('chatty', at, later, at),
        () => work.panelSettings.put('code.starts', '[]'),
      )
      expect(await work.deliveries.counts('chatty', at)).to.deep.equal({ done: 1, waiting: 1, dead: 0 })
      expect((await work.schedules.all()).map(({ dueAt }) => dueAt)).to.deep.equal([later])
      expect(await work.panelSettings.get('code.starts')).to.equal('[]')
    })

    it('is tried once more where it says what an add-on was told', async () => {
      const [first] = await claim()
      let isLucky = false
      const atomically: Database['atomically'] = async change => {
        if (isLucky) return db.atomically(change)
        isLucky = true
        throw new Error('database is locked')
      }
      await codeWorkIn({ ...db, atomically }).deliveries.done(first?.id ?? 0, at)
      expect(await work.deliveries.counts('chatty', at)).to.include({ done: 1, waiting: 1 })
    })

    it('is stored as a whole or not at all', async () => {
      const [first] = await claim()
      mend = failingDisk('SQLITE_FULL', /^insert into .delivery_hours/)
      const failed = await work.deliveries.done(first?.id ?? 0, at).catch(String)
      expect(failed).to.include('SQLITE_FULL')
      mend()
      await work.deliveries.done(first?.id ?? 0, at)
      expect(await work.deliveries.hours('chatty', '2026')).to.deep.equal([
        { hour: '2026-11-22T08', done: 1, dead: 0 },
      ])
    })
  })
})
