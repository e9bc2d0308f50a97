import { expect } from 'chai'
import { connectionIn } from '../../db/connection.ts'
import type { Database } from '../../db/index.ts'
import { loginAttemptsIn } from '../../db/login-attempts.ts'
import { migrations } from '../../db/migrations/index.ts'
import { vaultWith } from '../../gateways/vault.ts'
import type { NewConnection } from '../../marketplace/connection.ts'
import { eachDatabase } from '../support/databases.ts'

const vault = vaultWith('a secret key of this help desk')
const ada = { operatorId: 'ada', operator: 'Ada' }
const tokens = {
  access: 'the-access-token',
  refresh: 'the-refresh-token',
  accessExpiresAt: '2026-11-22T10:15:00.000Z',
  scope: 'openid marketplace',
}
const given = (login: string): NewConnection => ({
  login,
  tokens,
  panelUrl: 'http://127.0.0.1:3000/',
  actor: ada,
  connection: {
    account: { id: 'olive', name: 'Olive Owner', email: 'olive@example.com' },
    licence: { id: 'licence', state: 'active', keyEnd: 'ABCD' },
    since: '2026-11-22T10:00:00.000Z',
    by: 'Ada',
    checkedAt: '2026-11-22T10:00:00.000Z',
  },
})
const line = { ...ada, act: 'connection.login', result: 'done' } as const
const revisionOf = async ({ knex }: Database): Promise<number> =>
  (await knex('revisions').where('name', 'connection').first()).number

describe('The store of the connection', () => {
  let now = new Date('2026-11-22T10:00:00Z')
  beforeEach(() => {
    now = new Date('2026-11-22T10:00:00Z')
  })

  eachDatabase((_, open) => {
    let db: Database
    beforeEach(async () => {
      db = await open(migrations)
    })
    const store = (key = vault) => connectionIn(db, key, () => now)

    it('keeps one connection with its activity line, and a newer login takes its place', async () => {
      const before = await revisionOf(db)
      expect(await store().find()).to.equal(undefined)
      await store().keep(given('one'), line)
      await store().keep(given('two'), line)
      expect(await store().find()).to.deep.equal({
        login: 'two',
        connection: given('two').connection,
        panelUrl: given('two').panelUrl,
        isCopy: false,
        tokens: { kind: 'open', ...tokens },
      })
      expect(await db.knex('connection')).to.have.length(1)
      expect(await db.knex('activity').orderBy('id').pluck('reference')).to.deep.equal(['one', 'two'])
      expect(await revisionOf(db)).to.equal(before + 2)
    })

    it('keeps tokens sealed, each for its own column and login', async () => {
      await store().keep(given('one'), line)
      expect(JSON.stringify(await db.knex('connection'))).not.to.match(/the-(access|refresh)-token/)
      await db.knex('connection').update({ sealed_access_token: db.knex.ref('sealed_refresh_token') })
      expect((await store().find())?.tokens).to.deep.equal({ kind: 'unreadable' })
    })

    it('still tells who was connected when SECRET_KEY is another one', async () => {
      await store().keep(given('one'), line)
      const found = await store(vaultWith('another secret key than before')).find()
      expect(found?.tokens).to.deep.equal({ kind: 'unreadable' })
      expect(found?.connection.account.name).to.equal('Olive Owner')
    })

    it('takes new tokens only for the login they belong to', async () => {
      await store().keep(given('two'), line)
      await store().renew('one', { ...tokens, access: 'of-the-former-login' })
      expect((await store().find())?.tokens).to.include({ access: 'the-access-token' })
      await store().renew('two', { ...tokens, access: 'newer' })
      expect((await store().find())?.tokens).to.include({ access: 'newer', refresh: 'the-refresh-token' })
    })

    it('drops the tokens when the client area ended it, and keeps the names', async () => {
      await store().keep(given('one'), line)
      await store().end('one', 'no longer accepted', '2026-11-23T00:00:00.000Z', line)
      const found = await store().find()
      expect(found?.tokens).to.deep.equal({
        kind: 'ended',
        at: '2026-11-23T00:00:00.000Z',
        because: 'no longer accepted',
      })
      await store().renew('one', tokens)
      const [row] = await db.knex('connection')
      expect([row.sealed_access_token, row.sealed_refresh_token]).to.deep.equal([null, null])
    })

    it('counts a check only if something changed that a page shows', async () => {
      await store().keep(given('one'), line)
      const before = await revisionOf(db)
      const { connection } = given('one')
      await store().recheck('one', { ...connection, checkedAt: '2026-11-22T11:00:00.000Z' }, false)
      expect(await revisionOf(db)).to.equal(before)
      const suspended = { ...connection, licence: { ...connection.licence, state: 'suspended' as const } }
      await store().recheck('one', suspended, true)
      expect(await revisionOf(db)).to.equal(before + 1)
      expect((await store().find())?.connection.licence.state).to.equal('suspended')
    })

    it('removes it with a line, and says nothing twice', async () => {
      await store().keep(given('one'), line)
      await store().remove('one', { ...line, act: 'connection.disconnect' })
      await store().remove('one', { ...line, act: 'connection.disconnect' })
      expect(await store().find()).to.equal(undefined)
      expect(await db.knex('activity').orderBy('id').pluck('act')).to.deep.equal([
        'connection.login',
        'connection.disconnect',
      ])
    })
  })
})

describe('The store of logins under way', () => {
  let now = new Date('2026-11-22T10:00:00Z')
  const attempt = { verifier: 'the-verifier', nonce: 'the-nonce', returnTo: '/addons?q=french' }
  const visitor = { sessionId: 'a session', operatorId: 'ada' }
  const later = (minutes: number) => {
    now = new Date(now.getTime() + minutes * 60_000)
  }
  beforeEach(() => {
    now = new Date('2026-11-22T10:00:00Z')
  })

  eachDatabase((_, open) => {
    let db: Database
    beforeEach(async () => {
      db = await open(migrations)
    })
    const store = () => loginAttemptsIn(db, vault, () => now)

    it('gives an attempt back once, to the session that began it', async () => {
      await store().begin('the-state', visitor, attempt)
      const both = await Promise.all([store().take('the-state', visitor), store().take('the-state', visitor)])
      expect(both.map(({ kind }) => kind).toSorted()).to.deep.equal(['ours', 'unknown'])
      expect(both.find(({ kind }) => kind === 'ours')).to.deep.equal({ kind: 'ours', attempt })
      expect(await store().take('the-state', visitor)).to.deep.equal({ kind: 'unknown' })
    })

    it('keeps neither state, session nor verifier in clear', async () => {
      await store().begin('the-state', visitor, attempt)
      expect(JSON.stringify(await db.knex('login_attempts'))).not.to.match(/the-state|a session|the-verifier/)
    })

    it('gives it to no other session and no other operator, and uses it up', async () => {
      for (const other of [
        { ...visitor, sessionId: 'another' },
        { ...visitor, operatorId: 'ben' },
      ]) {
        await store().begin('the-state', visitor, attempt)
        expect(await store().take('the-state', other)).to.deep.equal({ kind: 'foreign' })
        expect(await store().take('the-state', visitor)).to.deep.equal({ kind: 'unknown' })
      }
    })

    it('lets an attempt run out after ten minutes', async () => {
      await store().begin('in-time', visitor, attempt)
      await store().begin('late', visitor, attempt)
      later(9.9)
      expect((await store().take('in-time', visitor)).kind).to.equal('ours')
      later(0.2)
      expect(await store().take('late', visitor)).to.deep.equal({
        kind: 'expired',
        returnTo: '/addons?q=french',
      })
    })

    it('keeps the newest five of a session, whatever other sessions do', async () => {
      await store().begin('elsewhere', { ...visitor, sessionId: 'another' }, attempt)
      for (const number of [1, 2, 3, 4, 5, 6, 7]) {
        later(0.01)
        await store().begin(`state-${number}`, visitor, attempt)
      }
      expect(await db.knex('login_attempts')).to.have.length(6)
      expect((await store().take('state-2', visitor)).kind).to.equal('unknown')
      expect((await store().take('state-3', visitor)).kind).to.equal('ours')
    })

    it('forgets old ones of everybody after a day', async () => {
      await store().begin('old', { ...visitor, sessionId: 'another' }, attempt)
      later(60 * 25)
      await store().begin('new', visitor, attempt)
      expect(await db.knex('login_attempts')).to.have.length(1)
    })
  })
})
