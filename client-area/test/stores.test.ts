import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { eachDatabaseUrl } from '../../test/support/databases.ts'
import { openAccount } from '../accounts/accounts.ts'
import { issueLicence, stateOf } from '../accounts/licences.ts'
import { addPerson } from '../accounts/people.ts'
import { attemptsIn } from '../db/attempts.ts'
import { openDb } from '../db/index.ts'
import { migrations } from '../db/migrations/index.ts'
import { openStores, type Stores } from '../services.ts'

const secretKey = 'a secret key of the tests'

describe('The client area’s stores', () => {
  eachDatabaseUrl((_, freshUrl) => {
    let stores: Stores
    let databaseUrl: string
    beforeEach(async () => {
      databaseUrl = await freshUrl()
      stores = await openStores({ databaseUrl, secretKey })
    })
    afterEach(() => stores.close())

    const olive = () =>
      addPerson(stores.people, { email: ' Olive@Example.com', name: 'Olive', password: 'a long password' })

    it('find a person by e-mail in any case, and only once', async () => {
      const { id } = await olive()
      expect((await stores.people.findByEmail('OLIVE@example.COM'))?.id).to.equal(id)
      expect(await stores.people.findByEmail('otto@example.com')).to.equal(undefined)
      const again = await olive().catch((error: Error) => error)
      expect(again).to.be.instanceOf(Error)
    })

    it('know who still has the demo’s password', async () => {
      const person = await olive()
      expect(await stores.people.withDemoPassword()).to.deep.equal([])
      await stores.people.setPassword(person.id, { passwordHash: 'x', hasDemoPassword: true })
      expect(await stores.people.withDemoPassword()).to.deep.equal(['olive@example.com'])
    })

    it('keep several accounts behind one login', async () => {
      const person = await olive()
      const first = await openAccount(stores.accounts, person, 'USD')
      const second = await openAccount(stores.accounts, person, 'JPY')
      expect(await stores.accounts.of(person.id)).to.have.deep.members([first, second])
      expect(await stores.accounts.find(second.id)).to.deep.equal(second)
    })

    it('find a licence by its key or its client, with its secrets sealed', async () => {
      const account = await openAccount(stores.accounts, await olive(), 'USD')
      const { licence, secrets } = await issueLicence(stores.licences, account, 'https://desk.example')
      expect(await stores.licences.findByKey(` ${secrets.key.toLowerCase()} `)).to.deep.equal(licence)
      expect(await stores.licences.findByClient(licence.clientId)).to.deep.equal(licence)
      expect(await stores.licences.secretsOf(licence.id)).to.deep.equal(secrets)
      expect(await stores.licences.of([account.id])).to.deep.equal([licence])

      const stranger = await openStores({ databaseUrl, secretKey: 'a key of somebody else' })
      const opened = await stranger.licences.secretsOf(licence.id).catch((error: Error) => error.message)
      await stranger.close()
      expect(opened).to.include('CLIENT_AREA_SECRET_KEY')
    })

    it('suspend, resume, move and transfer a licence', async () => {
      const person = await olive()
      const account = await openAccount(stores.accounts, person, 'USD')
      const other = await openAccount(stores.accounts, person, 'USD')
      const { id } = (await issueLicence(stores.licences, account, 'https://desk.example')).licence
      const state = async () => {
        const licence = await stores.licences.find(id)
        return licence && stateOf(licence, new Date())
      }
      await stores.licences.suspend(id, new Date())
      expect(await state()).to.equal('suspended')
      await stores.licences.suspend(id, undefined)
      expect(await state()).to.equal('active')
      await stores.licences.readdress(id, 'https://new.example')
      await stores.licences.transfer(id, other.id)
      expect(await stores.licences.find(id)).to.include({ panel: 'https://new.example', accountId: other.id })
    })

    it('count attempts up to the limit, also those at the same moment, and start anew when it is over', async () => {
      let now = new Date('2026-11-22T10:00:00Z')
      const db = await openDb(databaseUrl, migrations)
      const attempts = attemptsIn(db.knex, () => now)
      const limit = { attempts: 5, minutes: 15 }
      const waits = await Promise.all(Array.from({ length: 8 }, () => attempts.count('key', limit)))
      expect(waits.filter(wait => wait === 0)).to.have.lengthOf(5)
      expect(waits.filter(wait => wait === 900)).to.have.lengthOf(3)
      now = new Date('2026-11-22T10:15:01Z')
      expect(await attempts.count('key', limit)).to.equal(0)
      await attempts.sweep()
      await db.close()
    })

    it('forget the attempts of somebody who got in', async () => {
      const limit = { attempts: 1, minutes: 15 }
      await stores.attempts.count('key', limit)
      expect(await stores.attempts.count('key', limit)).to.be.above(0)
      await stores.attempts.forget('key')
      expect(await stores.attempts.count('key', limit)).to.equal(0)
    })

    it('keep what the provider issues until it expires, is used, or its grant is revoked', async () => {
      const { issued } = stores
      await issued.put('RefreshToken', 'token', { accountId: 'a', clientId: 'c', grantId: 'g' }, 60)
      await issued.put('AccessToken', 'old', { accountId: 'a', clientId: 'c', grantId: 'g' }, -1)
      await issued.put('AuthorizationCode', 'code', { grantId: 'other' }, 60)
      expect(await issued.find('RefreshToken', 'token')).to.deep.equal({
        accountId: 'a',
        clientId: 'c',
        grantId: 'g',
      })
      expect(await issued.find('AccessToken', 'token')).to.equal(undefined)
      expect(await issued.find('AccessToken', 'old')).to.equal(undefined)
      expect(await issued.clientsOf('a')).to.deep.equal(['c'])
      await issued.removeOfGrant('g')
      expect(await issued.find('RefreshToken', 'token')).to.equal(undefined)
      expect(await issued.find('AuthorizationCode', 'code')).to.have.property('grantId', 'other')
    })

    it('let a code be used once, also when two ask at the same moment', async () => {
      const { issued } = stores
      await issued.put('AuthorizationCode', 'code', {}, 60)
      const uses = await Promise.allSettled([1, 2, 3].map(() => issued.consume('AuthorizationCode', 'code')))
      expect(uses.filter(({ status }) => status === 'fulfilled')).to.have.lengthOf(1)
      expect(await issued.find('AuthorizationCode', 'code')).to.have.property('consumed')
    })

    it('find a session by its inner name, and end all of one person', async () => {
      const { issued } = stores
      await issued.put('Session', 'cookie', { uid: 'inner', accountId: 'a' }, 60)
      expect(await issued.findByUid('Session', 'inner')).to.have.property('accountId', 'a')
      await issued.endSessionsOf('a')
      expect(await issued.findByUid('Session', 'inner')).to.equal(undefined)
    })

    it('remember a consent, its latest scope, and its withdrawal', async () => {
      const { id } = await olive()
      await stores.consents.remember(id, 'client', 'openid')
      await stores.consents.remember(id, 'client', 'openid marketplace')
      expect(await stores.consents.scopeOf(id, 'client')).to.equal('openid marketplace')
      expect((await stores.consents.of(id)).map(({ clientId }) => clientId)).to.deep.equal(['client'])
      await stores.consents.withdraw(id, 'client')
      expect(await stores.consents.scopeOf(id, 'client')).to.equal(undefined)
    })
  })
})
