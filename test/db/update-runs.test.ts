import { expect } from 'chai'
import { before, describe, it } from 'mocha'
import type { Database } from '../../db/index.ts'
import { migrations } from '../../db/migrations/index.ts'
import { updateRunsIn } from '../../db/update-runs.ts'
import { failure } from '../../marketplace/failures.ts'
import type { Run, RunRow, RunStore } from '../../marketplace/updates/runs.ts'
import { eachDatabase } from '../support/databases.ts'

const row = (addon: string, change: Partial<RunRow> = {}): RunRow => ({
  addon,
  name: addon,
  from: '1.0.0',
  version: '1.1.0',
  state: 'waiting',
  operation: null,
  failure: null,
  ...change,
})
const run = (id: string, rows: RunRow[], change: Partial<Run> = {}): Run => ({
  id,
  operatorId: null,
  operator: 'Ada',
  automatic: false,
  stopsAtFailure: true,
  startedAt: `2026-11-22T08:00:0${id.length}.000Z`,
  finishedAt: null,
  rows,
  ...change,
})
const outcome = (work: Promise<unknown>) =>
  work.then(
    () => 'stored',
    () => 'refused',
  )

describe('Runs of many updates', () => {
  eachDatabase((_engine, open) => {
    let db: Database
    let store: RunStore
    const fresh = async () => {
      db = await open(migrations)
      store = updateRunsIn(db.knex)
    }
    before(fresh)

    it('are found again as they were stored, rows in their order', async () => {
      const stored = run('a', [row('german'), row('french', { failure: failure('busy', { name: 'x' }) })])
      await store.add(stored)
      expect(await store.find('a')).to.deep.equal(stored)
      expect(await store.find('none')).to.equal(undefined)
    })

    it('are worked on in the order in which they began, and listed the newest first', async () => {
      await store.add(run('bb', [row('german')]))
      expect((await store.open()).map(({ id }) => id)).to.deep.equal(['a', 'bb'])
      expect((await store.latest(1)).map(({ id }) => id)).to.deep.equal(['bb'])
    })

    it('let one asker only begin, and settle, a row', async () => {
      const begun = await Promise.all([1, 2, 3].map(n => store.begin('a', 'german', `operation-${n}`)))
      expect(begun.filter(Boolean)).to.have.length(1)
      const settled = [
        await store.settle('a', 'german', 'running', { state: 'done' }),
        await store.settle('a', 'german', 'running', { state: 'failed', failure: failure('busy') }),
      ]
      expect(settled).to.deep.equal([true, false])
      expect((await store.find('a'))?.rows.map(({ state }) => state)).to.deep.equal(['done', 'waiting'])
      expect((await store.find('bb'))?.rows[0]?.state).to.equal('waiting')
    })

    it('store the operation of a row with the operation itself, or neither', async () => {
      const work = db.atomically(async tx => {
        await updateRunsIn(tx).begin('a', 'french', 'operation-4')
        throw new Error('the operation could not be stored')
      })
      expect(await outcome(work)).to.equal('refused')
      expect((await store.find('a'))?.rows[1]).to.include({ state: 'waiting', operation: null })
    })

    it('end once', async () => {
      expect(await store.end('a', '2026-11-22T09:00:00.000Z')).to.equal(true)
      expect(await store.end('a', '2026-11-22T10:00:00.000Z')).to.equal(false)
      expect((await store.find('a'))?.finishedAt).to.equal('2026-11-22T09:00:00.000Z')
      expect((await store.open()).map(({ id }) => id)).to.deep.equal(['bb'])
    })

    it('that begin by themselves are one at a time, however many processes look', async () => {
      const automatic = { automatic: true, operator: 'Souk' }
      const added = await Promise.all(
        ['ccc', 'dddd', 'eeeee'].map(id => outcome(store.add(run(id, [row('german')], automatic)))),
      )
      expect(added.toSorted()).to.deep.equal(['refused', 'refused', 'stored'])
      const first = await store.latestAutomatic()
      await store.end(first?.id ?? '', '2026-11-22T09:00:00.000Z')
      expect(await outcome(store.add(run('ffffff', [row('german')], automatic)))).to.equal('stored')
      expect((await store.latestAutomatic())?.id).to.equal('ffffff')
    })

    it('remember when a version came to nothing by itself, not by hand', async () => {
      await fresh()
      const failed = row('german', { state: 'failed' })
      await store.add(run('a', [failed, row('french', { state: 'not tried' })]))
      await store.add(
        run('bb', [{ ...failed, state: 'refused' }], { automatic: true, finishedAt: '2026-11-22T09' }),
      )
      await store.add(
        run('ccc', [{ ...failed, state: 'put back' }], { automatic: true, finishedAt: '2026-11-22T09' }),
      )
      expect(await store.failedAt('german', '1.1.0')).to.have.length(2)
      expect(await store.failedAt('german', '1.2.0')).to.deep.equal([])
      expect(await store.failedAt('french', '1.1.0')).to.deep.equal([])
    })

    it('take one row an add-on, and many rows', async () => {
      expect(await outcome(store.add(run('twice', [row('german'), row('german')])))).to.equal('refused')
      const many = run(
        'many',
        Array.from({ length: 300 }, (_, at) => row(`addon-${at}`)),
      )
      await db.atomically(tx => updateRunsIn(tx).add(many))
      expect((await store.find('many'))?.rows.map(({ addon }) => addon)).to.deep.equal(
        many.rows.map(({ addon }) => addon),
      )
    })
  })
})
