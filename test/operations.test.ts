import { expect } from 'chai'
import { afterEach, before, describe, it } from 'mocha'
import type { Database } from '../db/index.ts'
import { migrations } from '../db/migrations/index.ts'
import { operationsIn } from '../db/operations.ts'
import { atomicallyIn } from '../db/stores.ts'
import { vaultWith } from '../gateways/vault.ts'
import { fail } from '../marketplace/failures.ts'
import type { Changes, Operation, Wish } from '../marketplace/operations.ts'
import { operationsOver, type OperationsAtWork } from '../marketplace/operations/at-work.ts'
import { eachDatabase } from './support/databases.ts'

const ada = { operatorId: null, operator: 'Ada' }
const wish = (addon: string): Wish => ({
  kind: 'install',
  addon,
  addonKind: 'language',
  name: addon,
  version: '1.0.0',
})
const silent = { warn: () => {}, error: () => {} }
// What never answers, until the test has ended.
const held: (() => void)[] = []
const never = () => new Promise<undefined>(resolve => held.push(() => resolve(undefined)))

describe('Operations', () => {
  eachDatabase((name, open) => {
    let db: Database
    before(async () => {
      db = await open(migrations)
    })
    const processes: { operations: OperationsAtWork; stop: AbortController }[] = []
    afterEach(async () => {
      const ended = processes.splice(0)
      for (const { stop } of ended) stop.abort()
      for (const release of held.splice(0)) release()
      await Promise.all(ended.map(({ operations }) => operations.close()))
    })

    /** One panel process with an add-on kind of change that does what the test says; `dead` names processes that are gone. */
    const panelProcess = (owner: string, changes: Changes, dead: string[] = [], now = () => new Date()) => {
      const stop = new AbortController()
      const operations = operationsOver({
        changes,
        atomically: atomicallyIn(db, vaultWith('test'), now),
        store: operationsIn(db.knex),
        now,
        owner,
        isGone: who => dead.includes(who),
        stopping: stop.signal,
        log: silent,
      })
      processes.push({ operations, stop })
      return operations
    }

    const done: string[] = []
    const stage = (
      stageName: string,
      run: (operation: Operation) => Promise<undefined> | undefined = () => undefined,
    ) => ({
      name: stageName,
      again: 'first',
      run: async (operation: Operation) => {
        done.push(`${operation.addon} ${stageName} ${operation.attempts}`)
        await run(operation)
        return undefined
      },
    })
    const changesWith = (...stages: ReturnType<typeof stage>[]): Changes => ({
      install: { permission: 'addons', stages },
    })
    const resultsOf = async (id: string) => {
      const lines: { result: string }[] = await db.knex('activity').where({ reference: id }).orderBy('id')
      return lines.map(({ result }) => result)
    }

    it('go through their stages in order and are recorded from start to end', async () => {
      const operations = panelProcess(`${name} a`, changesWith(stage('first'), stage('second')))
      const { operation } = await operations.start(wish('plain'), ada)
      const ended = await operations.ended(operation.id, 5_000)
      expect(ended).to.include({ state: 'done', stage: 'second' })
      expect(done.filter(line => line.startsWith('plain'))).to.deep.equal(['plain first 1', 'plain second 1'])
      expect(await resultsOf(operation.id)).to.deep.equal(['started', 'done'])
    })

    it('are joined, not doubled, by whoever asks for the same add-on meanwhile', async () => {
      const changes = changesWith(stage('first', never))
      const [a, b] = [panelProcess(`${name} a`, changes), panelProcess(`${name} b`, changes)]
      const asked = await Promise.all([a, b, a, b].map(one => one.start(wish('joined'), ada)))
      expect(asked.map(({ kind }) => kind).toSorted()).to.deep.equal([
        'joined',
        'joined',
        'joined',
        'started',
      ])
      expect(new Set(asked.map(({ operation }) => operation.id)).size).to.equal(1)
    })

    it('end with the named reason when a stage fails, and give back what they took', async () => {
      const given: string[] = []
      const changes: Changes = {
        install: {
          permission: 'addons',
          stages: [stage('first', () => fail('disk-full', { folder: '/data' })), stage('second')],
          giveBack: async ({ id }) => void given.push(id),
        },
      }
      const operations = panelProcess(`${name} a`, changes)
      const { operation } = await operations.start(wish('failing'), ada)
      const ended = await operations.ended(operation.id, 5_000)
      expect(ended).to.deep.include({
        state: 'failed',
        failure: { code: 'disk-full', values: { folder: '/data' } },
      })
      expect(given).to.deep.equal([operation.id])
      expect(await operations.openFor('failing')).to.equal(undefined)
    })

    it('that have done what was asked for end as done, with what is left over, whatever goes wrong after that', async () => {
      const lost = async () => {
        throw new Error('the database is in a bad mood')
      }
      const stages = [stage('first'), { ...stage('after', lost), isAftermath: true as const }, stage('last')]
      const operations = panelProcess(`${name} a`, { install: { permission: 'addons', stages } })
      const { operation } = await operations.start(wish('changed'), ada)
      const ended = await operations.ended(operation.id, 5_000)
      expect(ended).to.include({ state: 'done', stage: 'last' })
      expect(ended?.failure?.code).to.equal('unfinished')
      expect(await resultsOf(operation.id)).to.deep.equal(['started', 'done'])
      const tried = ['first', 'after', 'after', 'after', 'last'].map(one => `changed ${one} 1`)
      expect(done.filter(line => line.startsWith('changed'))).to.deep.equal(tried)
    })

    it('that end their process each time after that are not said to have failed', async () => {
      const stages = [
        stage('first'),
        { ...stage('after', never), again: 'after', isAftermath: true as const },
      ]
      const changes = { install: { permission: 'addons', stages } } satisfies Changes
      const { operation } = await panelProcess(`${name} 0`, changes).start(wish('gone on'), ada)
      for (const n of [1, 2, 3, 4, 5]) {
        const begun = () => done.filter(line => line.startsWith('gone on after')).length === n
        while (!begun()) await new Promise(resolve => setTimeout(resolve, 5))
        await panelProcess(`${name} ${n}`, changes, [`${name} ${n - 1}`]).recover(n === 5 ? 5_000 : 0)
      }
      const ended = await operationsIn(db.knex).find(operation.id)
      expect([ended?.state, ended?.failure?.code]).to.deep.equal(['done', 'unfinished'])
    })

    it('of a dead process are taken over at once, from a safe stage, and that is recorded', async () => {
      const left = panelProcess(`${name} dead`, changesWith(stage('first'), stage('second', never)))
      const { operation } = await left.start(wish('left'), ada)
      await until(() => done.includes('left second 1'))
      const heir = panelProcess(`${name} heir`, changesWith(stage('first'), stage('second')), [
        `${name} dead`,
      ])
      await heir.recover(5_000)
      expect(await heir.find(operation.id)).to.include({ state: 'done', attempts: 2 })
      expect(done.filter(line => line.startsWith('left'))).to.deep.equal([
        'left first 1',
        'left second 1',
        'left first 2',
        'left second 2',
      ])
      expect(await resultsOf(operation.id)).to.deep.equal(['started', 'interrupted', 'resumed', 'done'])
    })

    it('of a living process are left alone until their lease has ended', async () => {
      const busy = panelProcess(`${name} busy`, changesWith(stage('first', never)))
      const { operation } = await busy.start(wish('leased'), ada)
      const other = panelProcess(`${name} other`, changesWith(stage('first')))
      await other.recover(1_000)
      expect(await other.find(operation.id)).to.include({ state: 'running', attempts: 1 })

      const later = () => new Date(Date.now() + 16_000)
      const third = panelProcess(`${name} third`, changesWith(stage('first')), [], later)
      await third.recover(5_000)
      expect(await third.find(operation.id)).to.include({ state: 'done', attempts: 2 })
    })

    it('whose lease seems to hold for hours, since a clock jumped back, are taken over too', async () => {
      const ahead = () => new Date(Date.now() + 3_600_000)
      const early = panelProcess(`${name} early`, changesWith(stage('first', never)), [], ahead)
      const { operation } = await early.start(wish('jumped'), ada)
      const heir = panelProcess(`${name} after`, changesWith(stage('first')))
      await heir.recover(5_000)
      expect(await heir.find(operation.id)).to.include({ state: 'done', attempts: 2 })
    })

    it('that were taken away stop without a word: the new owner decides', async () => {
      let release = () => {}
      const waiting = new Promise<undefined>(resolve => (release = () => resolve(undefined)))
      const slow = panelProcess(
        `${name} slow`,
        changesWith(
          stage('first', () => waiting),
          stage('second'),
        ),
      )
      const { operation } = await slow.start(wish('stolen'), ada)
      const thief = panelProcess(`${name} thief`, changesWith(stage('first'), stage('second')), [
        `${name} slow`,
      ])
      await thief.recover(5_000)
      release()
      await slow.close()
      expect(done.filter(line => line.startsWith('stolen second'))).to.deep.equal(['stolen second 2'])
      expect(await resultsOf(operation.id)).to.deep.equal(['started', 'interrupted', 'resumed', 'done'])
    })

    it('that end their process each time are given up after five attempts', async () => {
      const id = `${name} poison`
      const first = panelProcess(`${name} p0`, changesWith(stage('first', never)))
      const { operation } = await first.start(wish('poison'), ada)
      for (let n = 1; n <= 5; n += 1) {
        const changes = changesWith(stage('first', never))
        await panelProcess(`${name} p${n}`, changes, [`${name} p${n - 1}`]).recover(50)
      }
      const last = await first.find(operation.id)
      expect(last, id).to.deep.include({ state: 'failed', failure: { code: 'interrupted', values: {} } })
    })
  })
})

const until = async (isSo: () => boolean) => {
  const deadline = Date.now() + 5_000
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error('It did not happen in time')
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}
