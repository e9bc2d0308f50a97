import { expect } from 'chai'
import { after, afterEach, before, describe, it } from 'mocha'
import { operatorCommands } from '../cli/souk.ts'
import { demoPassword } from '../db/seeds/demo.ts'
import { permissionNames } from '../marketplace/permissions.ts'
import { terminalOf } from './support/commands.ts'
import { eachDatabaseUrl } from './support/databases.ts'
import { failingDisk, strikes } from './support/failing-disk.ts'
import { customerOf, type Market, market } from './support/market.ts'
import type { TestPanel } from './support/panel.ts'
import { until } from './support/programs.ts'

const codes = {
  SQLite: { full: 'SQLITE_FULL', failing: 'SQLITE_IOERR' },
  PostgreSQL: { full: '53100', failing: '58030' },
}
const ada = { id: 'ada', name: 'Ada', permissions: new Set(permissionNames) }

describe('A disk of the database that fails', function () {
  this.timeout(60_000)
  let shop: Market
  let mend = () => {}
  before(async () => {
    shop = await market()
  })
  afterEach(() => mend())
  after(() => shop.close())

  eachDatabaseUrl((engine, url) => {
    const { full, failing } = codes[engine === 'SQLite' ? engine : 'PostgreSQL']
    let panel: TestPanel
    let now = new Date()
    before(async () => {
      panel = await customerOf(shop, { databaseUrl: await url(), now: () => now })
    })
    after(() => panel.stop())

    it('is named at sign-in, and whoever is signed in goes on reading', async () => {
      const client = await panel.as('ada')
      const visitor = panel.visitor()
      await visitor.get('/sign-in')
      now = new Date(now.getTime() + 5 * 60_000)
      mend = failingDisk(full, strikes.write)
      const refused = await visitor.press('Sign in', { email: 'ada@example.com', password: demoPassword })
      expect([refused.status, refused.text]).to.satisfy(
        ([status, text]: [number, string]) => status === 507 && text.includes('The disk is full'),
      )
      const without = await panel.visitor().fetch('/sign-in', { method: 'POST' })
      expect([without.status, without.text.includes('The disk is full')]).to.deep.equal([507, true])
      expect((await client.get('/addons/french')).status).to.equal(200)
      mend()
      await visitor.get('/sign-in')
      expect(
        (await visitor.press('Sign in', { email: 'ada@example.com', password: demoPassword })).status,
      ).to.equal(200)
    })

    for (const [what, where] of Object.entries(strikes))
      it(`is named on the page if it strikes at the ${what} of what begins a change, and nothing was begun`, async () => {
        const client = await panel.as('ada')
        await client.get('/addons/french')
        mend = failingDisk(what === 'write' ? full : failing, where)
        const page = await client.post('/addons/french/installation')
        expect(page.text).to.include(what === 'write' ? 'The disk is full' : 'The disk reports errors')
        expect(page.html).not.to.match(/\/srv|disk I.O error|SQLITE/)
        mend()
        expect(await panel.services.operations.openAll()).to.deep.equal([])
      })

    it('is named while an operation cannot store its next step, which goes on by itself', async () => {
      const client = await panel.as('ada')
      const addon = await panel.services.addons.find('french')
      if (!addon) throw new Error('no French')
      const begun = await panel.services.install(addon, ada)
      if (!('operation' in begun)) throw new Error('not begun')
      const { id } = begun.operation
      mend = failingDisk(full, strikes.commit)
      await until(
        () => panel.services.operations.waitsFor(id),
        () => 'the disk to be noticed',
      )
      expect((await client.get(`/operations/${id}`)).text).to.include(
        'goes on by itself within half a minute once',
      )
      mend()
    })

    it('is one sentence at the terminal', async () => {
      const souk = terminalOf('souk', operatorCommands, () => ({
        NODE_ENV: 'test',
        DATA_DIR: panel.dataDir,
        DATABASE_URL: panel.services.settings.databaseUrl,
        LOG_LEVEL: 'silent',
      }))
      mend = failingDisk(full, strikes.write)
      const said = await souk(
        'operators',
        'add',
        '--email',
        'dan@example.com',
        '--name',
        'Dan',
        '--role',
        'Agent',
      )
      expect(said).to.deep.equal({
        code: 1,
        out: '',
        err: 'The disk is full, so this could not be stored: make room, then try again.\n',
      })
    })
  })
})
