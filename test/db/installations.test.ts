import { expect } from 'chai'
import { before, describe, it } from 'mocha'
import type { Release } from '../../contracts/catalogue.ts'
import type { Database } from '../../db/index.ts'
import { installationsIn } from '../../db/installations.ts'
import { migrations } from '../../db/migrations/index.ts'
import { operationsIn } from '../../db/operations.ts'
import { panelSettingsIn } from '../../db/panel-settings.ts'
import { atomicallyIn } from '../../db/stores.ts'
import { vaultWith } from '../../gateways/vault.ts'
import { failure } from '../../marketplace/failures.ts'
import type { InstallationStore } from '../../marketplace/installations.ts'
import type { Operation, OperationStore } from '../../marketplace/operations.ts'
import { eachDatabase } from '../support/databases.ts'
import { installation } from '../support/installation.ts'

const at = '2026-11-22T08:00:00.000Z'
const french = installation({
  addon: 'french',
  kind: 'language',
  name: 'French',
  settings: { tone: 'formal', words: ['un', 'deux'] },
})
const release: Release = {
  manifest: { slug: 'french' },
  files: [{ path: 'messages.json', length: 2, sha256: 'a'.repeat(64), mode: '644' }],
  size: 2,
  tar: { length: 2048, sha256: 'b'.repeat(64) },
}
const operation = (id: string, change: Partial<Operation> = {}): Operation => ({
  id,
  kind: 'install',
  addon: 'french',
  addonKind: 'language',
  name: 'French',
  version: '1.0.0',
  operatorId: null,
  operator: 'Ada',
  stage: 'download',
  state: 'running',
  input: { data: 'keep' },
  failure: null,
  attempts: 1,
  startedAt: at,
  finishedAt: null,
  ...change,
})
const lease = (owner: string) => ({ owner, until: '2026-11-22T08:00:15.000Z' })
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'stored',
    () => 'refused',
  )

describe('What is installed', () => {
  eachDatabase((_, open) => {
    let db: Database
    let store: InstallationStore
    before(async () => {
      db = await open(migrations)
      store = installationsIn(db.knex)
    })

    it('is found again as it was stored, and counted as a change each time', async () => {
      const earlier = await store.revision()
      await store.put(french)
      expect(await store.find('french')).to.deep.equal(french)
      const failing = {
        ...french,
        active: false,
        altered: true,
        failure: failure('altered', { name: 'French' }),
      }
      await store.put(failing)
      expect(await store.all('language')).to.deep.equal([failing])
      expect(await store.all('plugin')).to.deep.equal([])
      expect(await store.revision()).to.equal(earlier + 2)
    })

    it('keeps the signed list beside each release', async () => {
      await store.putRelease({ addon: 'french', version: '1.0.0', release }, at)
      await store.putRelease({ addon: 'french', version: '1.0.0', release }, at)
      expect(await store.release('french', '1.0.0')).to.deep.equal({
        addon: 'french',
        version: '1.0.0',
        release,
      })
      expect(await store.releases()).to.have.length(1)
      await store.removeReleases('french')
      expect(await store.release('french', '1.0.0')).to.equal(undefined)
    })

    it('keeps the settings of an uninstalled add-on until they are forgotten', async () => {
      await store.remove('french')
      const kept = { settings: french.settings, version: '1.0.0', at }
      await store.keep('french', kept)
      expect(await store.kept('french')).to.deep.equal(kept)
      await store.forget('french')
      expect(await store.kept('french')).to.equal(undefined)
    })

    it('is stored with everything else of one change, or not at all', async () => {
      const atomically = atomicallyIn(db, vaultWith('test'), () => new Date(at))
      const earlier = await store.revision()
      const half = atomically(async ({ installations, panelSettings }) => {
        await installations.put(french)
        await panelSettings.put('language.default', 'fr')
        throw new Error('power cut')
      })
      expect(await refusal(half)).to.equal('refused')
      expect(await store.find('french')).to.equal(undefined)
      expect(await panelSettingsIn(db.knex).get('language.default')).to.equal(undefined)
      expect(await store.revision()).to.equal(earlier)
    })
  })
})

describe('Operations in the database', () => {
  eachDatabase((_, open) => {
    let store: OperationStore
    before(async () => {
      store = operationsIn((await open(migrations)).knex)
    })

    it('allow one open operation per add-on', async () => {
      const first = operation('one')
      await store.add(first, lease('a'))
      expect(await refusal(store.add(operation('two'), lease('a')))).to.equal('refused')
      await store.add(operation('other', { addon: 'german' }), lease('a'))
      expect(await store.openFor('french')).to.deep.equal(first)
      expect((await store.openAll()).map(({ id }) => id)).to.have.members(['one', 'other'])
    })

    it('are moved on by the owner of the lease only', async () => {
      expect(await store.advance('one', 'b', 'verify')).to.equal(false)
      expect(await store.advance('one', 'a', 'verify')).to.equal(true)
      expect(await store.takeOver('one', 'x', 'download', lease('b'))).to.equal(false)
      expect(await store.takeOver('one', 'a', 'download', lease('b'))).to.equal(true)
      expect(await store.find('one')).to.include({ stage: 'download', attempts: 2 })
      await store.renew('one', { owner: 'a', until: '2027-01-01T00:00:00.000Z' })
      expect(await store.leases()).to.deep.include({ id: 'one', ...lease('b') })
    })

    it('make room for the next one when they end, and stay as a record', async () => {
      const why = failure('disk-full', { folder: '/data' })
      expect(await store.end('one', 'a', { state: 'failed', failure: why, at })).to.equal(false)
      expect(await store.end('one', 'b', { state: 'failed', failure: why, at })).to.equal(true)
      expect(await store.find('one')).to.deep.include({ state: 'failed', failure: why, finishedAt: at })
      await store.add(operation('three', { startedAt: '2026-11-22T09:00:00.000Z' }), lease('a'))
      expect((await store.latestFor('french'))?.id).to.equal('three')
      expect(await store.knows('french', '1.0.0')).to.equal(true)
      expect(await store.knows('french', '2.0.0')).to.equal(false)
    })
  })
})
