import { expect } from 'chai'
import { migrations } from '../../db/migrations/index.ts'
import { eachDatabase, eachDatabaseUrl } from './databases.ts'

describe('The test ground for stores', () => {
  eachDatabase((name, open) => {
    it('gives a fresh database with the tables of the panel', async () => {
      const one = await open(migrations)
      await one.knex('panel_settings').insert({ name: 'a', value: name })
      const other = await open(migrations)
      expect(await other.knex('panel_settings')).to.deep.equal([])
      expect(await one.knex('panel_settings')).to.deep.equal([{ name: 'a', value: name }])
    })

    it('undoes and redoes every migration', async () => {
      const { knex } = await open(migrations)
      for (const migration of migrations.toReversed()) await migration.down(knex)
      for (const migration of migrations) await migration.up(knex)
      expect(await knex('revisions')).to.have.length.above(0)
    })
  })

  eachDatabaseUrl((name, url) => {
    it('gives addresses that differ', async () => {
      const [one, other] = [await url(), await url()]
      expect(one).to.match(name === 'SQLite' ? /^sqlite:/ : /^postgres:/)
      expect(one).not.to.equal(other)
    })
  })
})
