import { expect } from 'chai'
import { beforeEach, describe, it } from 'mocha'
import { activityIn } from '../../db/activity.ts'
import { firstOperatorLinksIn } from '../../db/first-operator-links.ts'
import type { Database } from '../../db/index.ts'
import { migrations } from '../../db/migrations/index.ts'
import { operatorsIn } from '../../db/operators.ts'
import { rolesIn } from '../../db/roles.ts'
import { demoOperators, seedDemo } from '../../db/seeds/demo.ts'
import { endSessionsOf, sessionsIn } from '../../db/sessions.ts'
import { signInLimitsIn } from '../../db/sign-in-limits.ts'
import { commandLine } from '../../marketplace/activity.ts'
import { permissionNames } from '../../marketplace/permissions.ts'
import { eachDatabase } from '../support/databases.ts'

describe('The stores of people', () => {
  eachDatabase((_name, open) => {
    let db: Database
    let time: Date
    const now = () => time
    const later = (minutes: number) => new Date(time.getTime() + minutes * 60_000)

    beforeEach(async () => {
      db = await open(migrations)
      time = new Date('2026-03-01T10:00:00Z')
      await seedDemo(db, 'hash', time)
    })

    const operator = async (name: string) => {
      const found = await operatorsIn(db, now).findByEmail(`${name}@example.com`)
      if (!found) throw new Error(`There is no ${name}`)
      return found
    }

    it('make the cast of the demo once, and leave what was changed', async () => {
      const operators = operatorsIn(db, now)
      const ada = await operator('ada')
      await operators.setProfile(ada.id, { ...ada, name: 'Lady Ada' })
      await seedDemo(db, 'another hash', time)
      const all = await operators.list()
      expect(all.map(({ email }) => email).toSorted()).to.deep.equal(demoOperators.map(({ email }) => email))
      expect((await operator('ada')).name).to.equal('Lady Ada')
      expect((await operators.credentialsOf('ada@example.com'))?.passwordHash).to.equal('hash')
    })

    it('read a session with its operator, the union of the roles and all revisions in one statement', async () => {
      const [ada, cleo] = [await operator('ada'), await operator('cleo')]
      const roles = await rolesIn(db, now).list()
      const agent = roles.find(({ name }) => name === 'Agent')
      await operatorsIn(db, now).change(
        cleo.id,
        { ...cleo, roles: [...cleo.roles, agent?.id ?? ''] },
        commandLine,
      )
      const sessions = sessionsIn(db, now)
      await sessions.begin('a', { kept: '{"x":1}', operatorId: ada.id, expiresAt: later(10) })
      await sessions.begin('c', { kept: '{}', operatorId: cleo.id, expiresAt: later(10) })

      const statements: string[] = []
      db.knex.on('query', ({ sql }: { sql: string }) => statements.push(sql))
      const found = await sessions.find('a')
      expect(statements).to.have.length(1)
      expect(found?.kept).to.equal('{"x":1}')
      expect(found?.touchedAt).to.equal(time.toISOString())
      expect(found?.operator).to.include({
        id: ada.id,
        name: 'Ada',
        theme: 'system',
        timeZone: 'UTC',
        language: null,
      })
      expect([...(found?.operator?.permissions ?? [])].toSorted()).to.deep.equal(
        [...permissionNames].toSorted(),
      )
      expect(Object.keys(found?.revisions ?? {}).toSorted()).to.include.members(['catalogue', 'connection'])
      for (const number of Object.values(found?.revisions ?? {})) expect(number).to.be.a('number').above(0)
      const permissions = (await sessions.find('c'))?.operator?.permissions ?? []
      expect([...permissions].toSorted()).to.deep.equal(['addons', 'inbox', 'languages'])
    })

    it('know no session that is expired, ended, unknown, or of a disabled operator', async () => {
      const sessions = sessionsIn(db, now)
      const ben = await operator('ben')
      const session = { kept: '{}', operatorId: ben.id, expiresAt: later(10) }
      await sessions.begin('b', session)
      await sessions.begin('anonymous', { ...session, operatorId: null })
      expect(await sessions.find('B')).to.equal(undefined)
      expect((await sessions.find('anonymous'))?.operator).to.equal(null)
      await db.knex('operators').where({ id: ben.id }).update({ disabled: true })
      expect(await sessions.find('b')).to.equal(undefined)
      await db.knex('operators').where({ id: ben.id }).update({ disabled: false })
      expect(await sessions.find('b')).not.to.equal(undefined)
      await sessions.touch('b', later(20))
      time = later(10)
      expect(await sessions.find('anonymous')).to.equal(undefined)
      expect(await sessions.find('b')).not.to.equal(undefined)
      await sessions.end('b')
      expect(await sessions.find('b')).to.equal(undefined)
    })

    it('bring no session back to life that was ended while a request still used it', async () => {
      const sessions = sessionsIn(db, now)
      const { id } = await operator('ben')
      const session = { kept: '{}', operatorId: id, expiresAt: later(10) }
      for (const name of ['one', 'two', 'three']) await sessions.begin(name, session)
      await endSessionsOf(db.knex, id, 'two')
      for (const name of ['one', 'two', 'three']) {
        await sessions.update(name, session)
        await sessions.touch(name, later(30))
      }
      const found = await Promise.all(['one', 'two', 'three'].map(name => sessions.find(name)))
      expect(found.map(Boolean)).to.deep.equal([false, true, false])
    })

    it('sweep expired sessions out', async () => {
      const sessions = sessionsIn(db, now)
      await sessions.begin('old', { kept: '{}', operatorId: null, expiresAt: later(1) })
      time = later(61)
      await sessions.begin('new', { kept: '{}', operatorId: null, expiresAt: later(1) })
      expect(await db.knex('sessions')).to.have.length(1)
    })

    it('count tries exactly, however many come at once, and begin again after the window', async () => {
      const limits = signInLimitsIn(db, now)
      const counted = await Promise.all(Array.from({ length: 20 }, () => limits.count('account a')))
      expect(counted.map(({ tries }) => tries).toSorted((a, b) => a - b)).to.deep.equal(
        Array.from({ length: 20 }, (_, i) => i + 1),
      )
      expect(new Set(counted.map(({ endsAt }) => endsAt.toISOString()))).to.deep.equal(
        new Set(['2026-03-01T10:15:00.000Z']),
      )
      expect((await limits.count('account b')).tries).to.equal(1)
      await limits.forget('account b')
      expect((await limits.count('account b')).tries).to.equal(1)
      time = later(15)
      expect(await limits.count('account a')).to.deep.equal({ tries: 1, endsAt: later(15) })
      expect(await db.knex('sign_in_limits')).to.have.length(1)
    })

    it('never lose the last one who may manage operators, also when two are disabled at once', async () => {
      const operators = operatorsIn(db, now)
      const [ada, ben] = [await operator('ada'), await operator('ben')]
      await operators.change(ben.id, { ...ben, roles: ada.roles }, commandLine)
      const outcomes = await Promise.all([
        operators.setDisabled(ada.id, true, commandLine),
        operators.setDisabled(ben.id, true, commandLine),
      ])
      expect(outcomes.map(({ kind }) => kind).toSorted()).to.deep.equal(['done', 'nobody left'])
      const { lines } = await activityIn(db, now).list({ act: 'operator.disable' }, 1)
      expect(lines).to.have.length(1)
    })

    it('give an e-mail address and a role name once', async () => {
      const operators = operatorsIn(db, now)
      const details = { email: 'ada@example.com', name: 'Another', roles: [] }
      expect(await operators.add(details, 'hash', commandLine)).to.deep.equal({ kind: 'email taken' })
      const roles = rolesIn(db, now)
      expect((await roles.add({ name: 'OWNER', permissions: [] }, commandLine)).kind).to.equal('name taken')
      expect((await roles.remove('nobody', commandLine)).kind).to.equal('unknown')
      expect((await operators.setDisabled('nobody', true, commandLine)).kind).to.equal('unknown')
    })

    it('let one of two who use the first link at once be the first operator', async () => {
      const links = firstOperatorLinksIn(db, now)
      const token = await links.make(24)
      const used = await Promise.all([links.use(token), links.use(token), links.use('another')])
      expect(used.toSorted()).to.deep.equal([false, false, true])
      expect(JSON.stringify(await db.knex('first_operator_links'))).not.to.include(token)
    })

    it('read the record in pieces without missing a line that comes meanwhile', async () => {
      const activity = activityIn(db, now)
      const line = (addon: string) =>
        activity.record({ operatorId: null, operator: 'Cleo', act: 'addon.install', addon, result: 'done' })
      await db.knex.batchInsert(
        'activity',
        Array.from({ length: 1200 }, (_, i) => ({
          at: time.toISOString(),
          operator: 'Cleo',
          act: 'addon.install',
          addon: `a${i}`,
          result: 'done',
        })),
        100,
      )
      const seen: (string | null)[] = []
      for await (const { addon } of activity.each({ operator: 'Cleo' })) {
        if (seen.length === 10) await line('later')
        seen.push(addon)
      }
      expect(seen).to.have.length(1200)
      expect(new Set(seen)).to.have.length(1200)
      expect((await activity.list({ addon: 'later' }, 1)).total).to.equal(1)
      expect((await activity.names()).operators).to.deep.equal(['Cleo'])
    })

    it('write a line of the record only together with the change it tells of', async () => {
      const activity = activityIn(db, now)
      const entry = { operatorId: null, operator: 'Cleo', act: 'addon.install', result: 'done' } as const
      await db
        .atomically(async tx => {
          await activity.record(entry, tx)
          throw new Error('undone')
        })
        .catch(() => undefined)
      expect((await activity.list({ operator: 'Cleo' }, 1)).total).to.equal(0)
    })
  })
})
