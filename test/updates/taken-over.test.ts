import { expect } from 'chai'
import { before, describe, it } from 'mocha'
import type { Database } from '../../db/index.ts'
import { addonStorageIn } from '../../db/code-storage.ts'
import { installationsIn } from '../../db/installations.ts'
import { migrations } from '../../db/migrations/index.ts'
import { operationsIn } from '../../db/operations.ts'
import { atomicallyIn } from '../../db/stores.ts'
import { vaultWith } from '../../gateways/vault.ts'
import type { PlacedRelease } from '../../marketplace/installations.ts'
import type { Operation } from '../../marketplace/operations.ts'
import { LeaseLost } from '../../marketplace/operations/leases.ts'
import { fence } from '../../marketplace/updates/fencing.ts'
import { nextOf, shelfOf } from '../../marketplace/updates/standing.ts'
import { eachDatabase } from '../support/databases.ts'
import { installation } from '../support/installation.ts'

const at = '2026-11-22T08:00:00.000Z'
const one = installation()
const update: Operation = {
  id: 'update',
  kind: 'update',
  addon: 'counter',
  addonKind: 'plugin',
  name: 'Counter',
  version: '1.1.0',
  operatorId: null,
  operator: 'Ada',
  stage: 'switch',
  state: 'running',
  input: { from: '1.0.0' },
  failure: null,
  attempts: 1,
  startedAt: at,
  finishedAt: null,
}
const placed: PlacedRelease = {
  addon: 'counter',
  version: '1.1.0',
  release: { manifest: {}, files: [], size: 0, tar: { length: 0, sha256: '' } },
}
const lease = (owner: string) => ({ owner, until: at })

describe('A panel that goes on with an update which another one has taken over', () => {
  eachDatabase((_name, open) => {
    let db: Database
    before(async () => {
      db = await open(migrations)
      await installationsIn(db.knex).put(one)
      await operationsIn(db.knex).add(update, lease('slow'))
    })

    it('does not close the storage of the add-on for good', async () => {
      const atomically = atomicallyIn(db, vaultWith('k'.repeat(64)), () => new Date())
      const operations = operationsIn(db.knex)
      await operations.takeOver('update', 'slow', 'rehearse', lease('quick'))
      const closing = () =>
        fence({ atomically }, update).then(
          () => 'closed',
          error => error instanceof LeaseLost,
        )
      expect(await closing()).to.equal(true)
      await operations.end('update', 'quick', { state: 'failed', failure: null, at })
      expect(await closing()).to.equal(true)
      expect((await installationsIn(db.knex).find('counter'))?.moving).to.equal(null)
    })

    it('does not write into the copy that the other one migrates', async () => {
      const storage = addonStorageIn(db)
      const [slow, quick] = [1, 2].map(attempts => shelfOf(nextOf(one, placed, { attempts })))
      if (!slow || !quick) throw new Error('there are two')
      await storage.copy(shelfOf(one), quick)
      await storage.set({ ...quick, isTrial: true }, 'format', 'new', 1000)
      await storage.copy(shelfOf(one), slow)
      await storage.set({ ...slow, isTrial: true }, 'half', 'migrated', 1000)
      expect(await storage.list(quick, '', 1000)).to.deep.equal([{ key: 'format', value: 'new' }])
    })
  })
})
