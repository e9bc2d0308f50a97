import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { openDb } from '../../db/index.ts'
import { migrations } from '../../db/migrations/index.ts'
import { codeMarket, install, until } from '../support/code-panel.ts'
import { codeSample } from '../support/code-samples.ts'
import { eachDatabaseUrl } from '../support/databases.ts'
import type { TestPanel } from '../support/panel.ts'
import { installVersion } from '../support/updating.ts'

const rights = { publicAddress: true, storage: 4_000 }
const text = (title: string, value: string) => ({ type: 'string', title, default: value })
const keeping = (slug: string, version: string, migrate: string, settings: object) =>
  codeSample(
    slug,
    `export default {
      hooks: { async request({ path }, souk) {
        if (path === '/keep') await souk.storage.set('count', 2)
        return { json: { version: '${version}', kept: await souk.storage.list(''), settings: souk.settings } }
      } },
      async migrate({ from }, souk) { ${migrate} },
    }`,
    { version, rights, settings: { type: 'object', properties: { word: text('Word', 'Hi'), ...settings } } },
  )
const counted = `
  await souk.storage.set('counted', { from, count: await souk.storage.get('count') })
  await souk.storage.delete('count')`
const ruining = `await souk.storage.set('count', 'ruined'); throw new Error('cannot read the counts')`
const samples = ['counter', 'clumsy'].flatMap(slug => [
  keeping(slug, '1.0.0', counted, { old: text('Old', 'x') }),
  keeping(slug, '1.1.0', slug === 'counter' ? counted : ruining, { tone: text('Tone', 'kind') }),
])
const ada = { operatorId: null, operator: 'Ada' }

describe('Installing over what an uninstalled release kept', function () {
  this.timeout(120_000)
  let market: Awaited<ReturnType<typeof codeMarket>>
  before(async () => {
    market = await codeMarket(samples)
  })
  after(() => market.close())

  eachDatabaseUrl((name, url) => {
    let panel: TestPanel
    before(async () => {
      panel = await market.panelWith([], { databaseUrl: await url() })
    })
    after(() => panel.stop())

    const answer = (slug: string, path = '') =>
      until(
        async () => {
          const { status, html } = await panel.visitor().fetch(`/hooks/${slug}${path}`)
          return status === 200 ? JSON.parse(html) : status
        },
        found => typeof found === 'object',
      )
    const uninstall = async (slug: string, data: 'keep' | 'delete') => {
      const managed = await panel.services.manage.uninstall(slug, data, ada)
      if (managed.kind !== 'begun') throw new Error(managed.kind)
      return panel.services.operations.ended(managed.operation.id, 15_000)
    }
    /** One that kept something, and is gone. */
    const left = async (slug: string, version: string) => {
      expect(await installVersion(panel, slug, version)).to.include({ state: 'done' })
      await answer(slug, '/keep')
      expect(await uninstall(slug, 'keep')).to.include({ state: 'done', failure: null })
    }
    const rows = async (slug: string) => {
      const db = await openDb(panel.services.settings.databaseUrl, migrations)
      const found = await db
        .knex('addon_storage')
        .where({ addon: slug })
        .orderBy('key')
        .select('generation', 'key', 'value')
      await db.close()
      return found
    }

    it(`brings the data of an older release up to date, and settings with it, on ${name}`, async () => {
      await left('counter', '1.0.0')
      expect(await panel.services.leftover('counter')).to.include({ version: '1.0.0', settings: 2 })
      expect(await install(panel, 'counter')).to.include({ state: 'done', failure: null, version: '1.1.0' })
      expect(await answer('counter')).to.deep.equal({
        version: '1.1.0',
        kept: [{ key: 'counted', value: { from: '1.0.0', count: 2 } }],
        settings: { word: 'Hi' },
      })
      const one = await panel.services.installations.find('counter')
      expect(one).to.include({ version: '1.1.0', active: true, generation: 2, previous: null })
      expect((await rows('counter')).map(({ generation }) => generation)).to.deep.equal([2])
      expect(await panel.services.leftover('counter')).to.equal(undefined)
    })

    it(`tells an older release, which was chosen, from which one the data comes, on ${name}`, async () => {
      expect(await uninstall('counter', 'delete')).to.include({ state: 'done' })
      await left('counter', '1.1.0')
      expect(await installVersion(panel, 'counter', '1.0.0')).to.include({ state: 'done', failure: null })
      const { kept } = await answer('counter')
      expect(kept).to.deep.equal([{ key: 'counted', value: { from: '1.1.0', count: 2 } }])
    })

    it(`goes on as it is where the same release comes back, on ${name}`, async () => {
      expect(await uninstall('counter', 'delete')).to.include({ state: 'done' })
      await left('counter', '1.1.0')
      expect(await install(panel, 'counter')).to.include({ state: 'done', failure: null })
      expect((await answer('counter')).kept).to.deep.equal([{ key: 'count', value: 2 }])
    })

    it(`is refused where that fails, with the reason and both ways on, and nothing kept has changed, on ${name}`, async () => {
      await left('clumsy', '1.0.0')
      const [leftover, kept] = [await panel.services.leftover('clumsy'), await rows('clumsy')]
      const operator = await panel.as('ada')
      await operator.get('/addons/clumsy')
      const page = await operator.press('Install')
      expect(page.text)
        .to.include('Clumsy 1.1.0 could not take over what 1.0.0 kept on this help desk: ')
        .and.to.include('cannot read the counts')
        .and.to.include('install version 1.0.0, if it is offered there: it can go on with it. Or delete')
      expect((await operator.get('/addons/clumsy')).text).to.include('Clumsy could not be installed')
      const { services } = panel
      expect(await services.installations.find('clumsy')).to.equal(undefined)
      expect(await services.installations.release('clumsy', '1.1.0')).to.equal(undefined)
      expect([await services.leftover('clumsy'), await rows('clumsy')]).to.deep.equal([leftover, kept])

      // the files that were tried do not stand in the way of the next try
      expect(await install(panel, 'clumsy')).to.deep.include({ state: 'failed', stage: 'unpack' })
      expect((await services.operations.latestFor('clumsy'))?.failure?.code).to.equal('kept-not-taken-over')
    })

    it(`can be done with the release that kept it, which the newer one then does not replace by itself, on ${name}`, async () => {
      const operator = await panel.as('ada')
      const page = await operator.get('/addons/clumsy')
      expect(page.text).to.include('When version 1.0.0 was uninstalled on').and.to.include('2 settings')
      expect((await operator.press('Install version 1.0.0')).text).to.include('Clumsy is installed')
      expect(await answer('clumsy')).to.deep.include({ version: '1.0.0', kept: [{ key: 'count', value: 2 }] })
      expect((await panel.services.updates.wishesFor('clumsy')).skipped).to.deep.equal(['1.1.0'])
    })

    it(`begins with nothing where what was kept is deleted from the page of the add-on, on ${name}`, async () => {
      expect(await uninstall('clumsy', 'keep')).to.include({ state: 'done' })
      const cleo = await panel.as('cleo')
      await cleo.get('/addons/clumsy')
      expect(cleo.page().text).not.to.include('Delete what was kept')
      expect((await cleo.post('/plugins/clumsy/uninstallation', { data: 'delete' })).status).to.equal(403)
      const operator = await panel.as('ada')
      expect((await operator.post('/languages/clumsy/uninstallation', { data: 'delete' })).status).to.equal(
        404,
      )
      await operator.get('/addons/clumsy')
      const page = await operator.press('Delete what was kept')
      expect(page.text).to.include('What Clumsy left behind is deleted').and.not.to.include('was kept')
      expect(await rows('clumsy')).to.deep.equal([])
      expect(await install(panel, 'clumsy')).to.include({ state: 'done', version: '1.1.0' })
      const [line] = (await panel.services.activity.list({ addon: 'clumsy' }, 1)).lines.filter(
        ({ act }) => act === 'addon.delete-data',
      )
      expect(line).to.include({ result: 'done', version: '1.0.0', operator: 'Ada' })
    })
  })
})
