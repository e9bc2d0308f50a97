import { expect } from 'chai'
import { before, describe, it } from 'mocha'
import { addonStorageIn } from '../../db/code-storage.ts'
import type { Database } from '../../db/index.ts'
import { migrations } from '../../db/migrations/index.ts'
import type { AddonStorage } from '../../marketplace/code/storage.ts'
import { eachDatabase } from '../support/databases.ts'

const [one, two] = [1, 2].map(generation => ({ addon: 'hoarder', generation }))
const [rows, quota] = [300, 100_000_000]

describe('A copy of what an add-on keeps', function () {
  this.timeout(30_000)
  eachDatabase((_name, open) => {
    let db: Database
    let storage: AddonStorage
    before(async () => {
      db = await open(migrations)
      storage = addonStorageIn(db)
      const value = JSON.stringify('x'.repeat(20_000))
      const row = (n: number) => ({ ...one, key: `key ${n}`, value, bytes: value.length })
      for (let n = 0; n < rows; n += 50)
        await db.knex('addon_storage').insert(Array.from({ length: 50 }, (_, at) => row(n + at)))
    })
    if (!one || !two) throw new Error('there are two')

    it('keeps nobody waiting who wants to write meanwhile', async () => {
      const state = { isCopied: false }
      const copying = storage.copy(one, two).then(() => (state.isCopied = true))
      let written = 0
      for (; !state.isCopied; written++)
        await db.atomically(tx => tx('panel_settings').where({ name: '' }).delete())
      await copying
      expect(written).to.be.greaterThan(5)
      expect(await storage.used(two)).to.equal(await storage.used(one))
      expect(await storage.isStale(one, two)).to.equal(false)
    })

    it('is no mixture, though it is changed all the while', async () => {
      const state = { isCopied: false }
      const copying = storage.copy(one, two).then(() => (state.isCopied = true))
      for (let n = 0; !state.isCopied; n++) {
        await storage.set(one, 'a first', n, quota)
        await storage.set(one, 'z last', n, quota)
      }
      await copying
      const [first, last] = [await storage.get(two, 'a first'), await storage.get(two, 'z last')]
      expect(Number(first) - Number(last)).to.be.within(0, 1)
    })
  })
})
