import { expect } from 'chai'
import { before, describe, it } from 'mocha'
import type { Database } from '../../db/index.ts'
import { installationsIn } from '../../db/installations.ts'
import { migrations } from '../../db/migrations/index.ts'
import { atomicallyIn } from '../../db/stores.ts'
import { vaultWith } from '../../gateways/vault.ts'
import type { Installation } from '../../marketplace/installations.ts'
import type { Atomically } from '../../marketplace/operations.ts'
import { eachDatabase } from '../support/databases.ts'
import { installation } from '../support/installation.ts'

const counter = installation({ settings: { word: 'Hi' } })

describe('Two changes of one installed add-on at once', () => {
  eachDatabase((_name, open) => {
    let db: Database
    let atomically: Atomically
    before(async () => {
      db = await open(migrations)
      atomically = atomicallyIn(db, vaultWith('k'.repeat(64)), () => new Date())
    })

    /** What one sees and then writes, while the other does the same in between, if it can. */
    const both = async (slow: Partial<Installation>, quick: Partial<Installation>) => {
      await installationsIn(db.knex).put(counter)
      let begun: Promise<void> | undefined
      await atomically(async ({ installations }) => {
        const one = await installations.find('counter')
        begun = change(quick)
        await Promise.race([begun, new Promise(done => setTimeout(done, 300))])
        if (one) await installations.put({ ...one, ...slow })
      })
      await begun
      return installationsIn(db.knex).find('counter')
    }
    const change = (more: Partial<Installation>) =>
      atomically(async ({ installations }) => {
        const one = await installations.find('counter')
        if (one) await installations.put({ ...one, ...more })
      })

    it('leaves the new release in place, whoever saves settings of it meanwhile', async () => {
      const settings = { word: 'Ahoy' }
      const flipped = { version: '1.1.0', generation: 2 }
      expect(await both({ settings }, flipped)).to.deep.include({ settings, ...flipped })
    })

    it('keeps its storage closed for an update, though its code is switched off meanwhile', async () => {
      const found = await both({ active: false }, { moving: 'operation' })
      expect(found).to.include({ active: false, moving: 'operation' })
    })
  })
})
