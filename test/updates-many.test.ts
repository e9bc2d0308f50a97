import { expect } from 'chai'
import { after, afterEach, before, describe, it } from 'mocha'
import { buildRunner } from '../setup/build.mjs'
import { installationsIn } from '../db/installations.ts'
import { openDb } from '../db/index.ts'
import { migrations } from '../db/migrations/index.ts'
import { updatesIn } from '../db/updates.ts'
import { paid } from '../catalogue/test/support.ts'
import { failure } from '../marketplace/failures.ts'
import type { Client } from './support/client.ts'
import { until } from './support/code-panel.ts'
import { codeSample } from './support/code-samples.ts'
import { customerOf, type Market, market } from './support/market.ts'
import type { PanelOptions, TestPanel } from './support/panel.ts'
import { french, german, languagePack } from './support/samples.ts'
import { valid } from './support/updates-desk.ts'
import { endOf, installVersion } from './support/updating.ts'

const pack = (slug: string, code: string) => languagePack(slug, code, slug, { 'layout.sign-out': 'Bye' })
const at = (sample: typeof german, version: string, manifest: Record<string, unknown> = {}) => ({
  ...sample,
  version,
  manifest: { ...sample.manifest, ...manifest },
})
const nosy = (version: string, rights: object = {}) =>
  codeSample('nosy', 'export default {}', { version, rights })

const shaky = (version: string, body: string) =>
  codeSample('shaky', `export default { hooks: { request() { ${body} } } }`, {
    version,
    rights: { publicAddress: true },
  })

const samples = [
  shaky('1.0.0', "return { body: 'well' }"),
  shaky('1.1.0', "throw new Error('not well')"),
  at(german, '1.0.0'),
  at(german, '1.1.0'),
  at(french, '1.0.0'),
  at(french, '1.1.0', { security: true }),
  at(pack('spanish', 'es'), '1.0.0'),
  at(pack('spanish', 'es'), '1.1.0'),
  at(pack('dutch', 'nl'), '1.0.0'),
  at(pack('dutch', 'nl'), '2.0.0'),
  at(pack('frisian', 'fy'), '1.0.0'),
  at(pack('frisian', 'fy'), '1.1.0', { supports: '>=9.0.0' }),
  at(pack('japanese', 'ja'), '1.0.0', paid),
  at(pack('japanese', 'ja'), '1.1.0', paid),
  nosy('1.0.0'),
  nosy('1.1.0', { hosts: ['a.example.com'] }),
]
const all = ['german', 'french', 'spanish']

describe('Many updates at once', function () {
  this.timeout(60_000)
  let shop: Market
  before(async () => {
    await buildRunner()
    shop = await market(samples)
  })
  after(() => shop.close())

  const panels: TestPanel[] = []
  afterEach(async () => {
    shop.behave()
    for (const panel of panels.splice(0)) await panel.stop()
  })
  const customer = async (slugs = all, options: PanelOptions & { connected?: boolean } = {}) => {
    const panel = await customerOf(shop, {
      code: slugs.includes('nosy') || slugs.includes('shaky'),
      ...options,
    })
    panels.push(panel)
    for (const slug of slugs) expect(await installVersion(panel, slug, '1.0.0')).to.include({ state: 'done' })
    return { panel, ada: await panel.as('ada') }
  }
  const press = async (ada: Client, filled: Record<string, string | string[]> = {}) => {
    await ada.get('/updates')
    return ada.press('Update what is chosen', filled)
  }
  const versions = async ({ services }: TestPanel) =>
    Object.fromEntries((await services.installations.all()).map(({ addon, version }) => [addon, version]))
  const rowOf = (client: Client, slug: string) =>
    new RegExp(`<tr id="(?:update|row)-${slug}">.*?</tr>`, 's').exec(client.page().html)?.[0] ?? ''
  /** the archive of one release is not what was signed */
  const spoil = (slug: string) =>
    shop.misbehave(path => (path.includes(`/${slug}/1.1.0/archive`) ? Buffer.from('no') : undefined))
  const hold = (slug: string) => {
    let release = () => {}
    const held = new Promise<undefined>(done => (release = () => done(undefined)))
    shop.misbehave(path => (path.includes(`/${slug}/1.1.0/archive`) ? held : undefined))
    return () => release()
  }
  const record = async ({ services }: TestPanel, act: string) =>
    (await services.activity.list({ act }, 1)).lines
  const stored = ({ services }: TestPanel) => openDb(services.settings.databaseUrl, migrations)

  describe('before the press', () => {
    it('stand in one table, what closes a hole first, and what nothing speaks against is chosen', async () => {
      const { ada } = await customer([...all, 'dutch', 'frisian', 'nosy'])
      await ada.get('/updates')
      await valid(ada)
      const slugs = [...ada.page().html.matchAll(/<tr id="update-([a-z]+)"/g)].map(([, slug]) => slug)
      expect(slugs).to.deep.equal(['french', 'dutch', 'german', 'nosy', 'spanish', 'frisian'])
      for (const slug of all) expect(rowOf(ada, slug), slug).to.match(/type="checkbox"[^>]* checked/)
      expect(rowOf(ada, 'french')).to.include('Security release').and.to.include('First release of french.')
      expect(rowOf(ada, 'dutch')).to.include('type="checkbox"').and.not.to.include(' checked')
      expect(rowOf(ada, 'dutch')).to.include('A new major version')
      expect(rowOf(ada, 'frisian')).to.include('It needs help desk 9.0.0 or newer.')
      expect(rowOf(ada, 'frisian')).not.to.include('type="checkbox"')
    })

    it('that ask for more say so, and can be made on their own page only', async () => {
      const { ada, panel } = await customer(['nosy'])
      await ada.get('/updates')
      expect(rowOf(ada, 'nosy'))
        .to.include('It asks for more than the installed version')
        .and.to.include('a.example.com')
        .and.to.include('href="/addons/nosy#update"')
        .and.not.to.include('checkbox')
      const { location } = await ada.post('/updates', { slug: 'nosy', 'version-nosy': '1.1.0' })
      const { text } = await ada.get(location ?? '')
      expect(text).to.include('Nosy 1.1.0 asks for more than the installed version')
      expect(await versions(panel)).to.deep.equal({ nosy: '1.0.0' })
    })

    it('ask for Login in place of the button, and are refused one by one without it', async () => {
      const { ada, panel } = await customer(['german', 'french'], { connected: false })
      await ada.get('/updates')
      await valid(ada)
      expect(ada.page().html).not.to.include('Update what is chosen')
      expect(ada.page().text).to.include('Log in to the client area first.')
      const { location } = await ada.post('/updates', { slug: ['german', 'french'] })
      const { text } = await ada.get(location ?? '')
      expect(text).to.match(/German 1\.0\.0 to 1\.1\.0 Refused Log in to the client area first/)
      expect(text).to.match(/French 1\.0\.0 to 1\.1\.0 Refused Log in to the client area first/)
      expect(await versions(panel)).to.deep.equal({ german: '1.0.0', french: '1.0.0' })
    })

    it('say why nothing is updated offline', async () => {
      const { ada } = await customer(['german'], { env: { OFFLINE: '1' } })
      await ada.get('/updates')
      await valid(ada)
      expect(ada.page().text).to.include('This help desk is set to work offline: nothing can be updated.')
      expect(ada.page().html).not.to.include('type="checkbox"')
    })

    it('of what was not purchased say so', async () => {
      const { panel, ada } = await customer(['german'])
      const db = await stored(panel)
      const [one] = await panel.services.installations.all()
      if (one) await installationsIn(db.knex).put({ ...one, addon: 'japanese', name: 'Japanese' })
      await db.close()
      await ada.get('/updates')
      expect(rowOf(ada, 'japanese'))
        .to.include('is for those who have purchased it')
        .and.not.to.include('checkbox')
    })

    it('need at least one choice, and the error leads to the table', async () => {
      const { ada } = await customer(['german'])
      const page = await press(ada, { slug: [] })
      expect(page.status).to.equal(422)
      await valid(ada)
      expect(page.html).to.include('href="#updates">Nothing is chosen').and.to.include('id="updates"')
      expect(page.html).to.include('<title>Error: Updates')
    })

    it('are nothing to those who may not see add-ons', async () => {
      const { panel } = await customer(['german'])
      const ben = await panel.as('ben')
      expect((await ben.fetch('/updates')).status).to.equal(403)
      expect((await ben.post('/updates', { slug: 'german' })).status).to.equal(403)
      expect((await ben.fetch('/addons/german/policy')).status).to.equal(403)
    })

    it('say that everything is up to date, where it is', async () => {
      const { ada } = await customer([])
      await ada.get('/updates')
      await valid(ada)
      expect(ada.page().text).to.include('Everything is up to date')
    })
  })

  describe('pressed', () => {
    it('are made one after the other, and each says how it came out', async () => {
      const { panel, ada } = await customer()
      const page = await press(ada)
      await valid(ada)
      expect(page.text).to.include('3 of 3 add-ons were updated').and.to.include('Started by Ada')
      for (const slug of all) expect(rowOf(ada, slug), slug).to.include('>Updated<')
      expect(await versions(panel)).to.deep.equal({ french: '1.1.0', german: '1.1.0', spanish: '1.1.0' })
      const [line] = await record(panel, 'updates.run')
      expect(line).to.include({ operator: 'Ada', result: 'done' })
      expect(line?.detail).to.equal(
        'updated: french 1.0.0 to 1.1.0, german 1.0.0 to 1.1.0, spanish 1.0.0 to 1.1.0',
      )
      const overview = await ada.get('/updates')
      expect(overview.text).to.include('Everything is up to date').and.to.include('3 updated')
    })

    it('leave the others as they are after the first that fails, and say why', async () => {
      const { panel, ada } = await customer()
      spoil('german')
      const page = await press(ada)
      expect(page.text)
        .to.include('1 of 3 add-ons were updated')
        .and.to.include('1 updated, 1 failed, 1 not tried')
      expect(rowOf(ada, 'german'))
        .to.include('>Failed<')
        .and.to.match(/less for German than is signed/)
      expect(rowOf(ada, 'spanish')).to.include('>Not tried<').and.to.include('One before it failed.')
      expect(await versions(panel)).to.deep.equal({ french: '1.1.0', german: '1.0.0', spanish: '1.0.0' })
      const [line] = await record(panel, 'updates.run')
      expect(line).to.include({ result: 'failed' })
    })

    it('go on after a failure, where that was chosen', async () => {
      const { panel, ada } = await customer()
      spoil('german')
      const page = await press(ada, { failure: 'go-on' })
      expect(page.text).to.include('2 updated, 1 failed').and.to.include('Goes on after a failure.')
      expect(await versions(panel)).to.deep.equal({ french: '1.1.0', german: '1.0.0', spanish: '1.1.0' })
    })

    it('refuse by its row what was shown otherwise on a page of a while ago, and make the others', async () => {
      const { panel, ada } = await customer()
      const { location } = await ada.post('/updates', {
        slug: ['german', 'french', 'gone', 'UP/..'],
        'version-german': '1.0.5',
        'version-french': '1.1.0',
        'version-gone': '2.0.0',
      })
      const { text } = await ada.get(location ?? '')
      expect(text).to.match(
        /German 1\.0\.0 to 1\.0\.5 Refused What is offered for German has changed meanwhile/,
      )
      expect(text).to.match(/French 1\.0\.0 to 1\.1\.0 Updated/)
      expect(text).to.match(/gone .* Refused gone is no longer installed, so nothing was done\./)
      expect(text).not.to.include('UP')
      expect(await versions(panel)).to.include({ german: '1.0.0', french: '1.1.0' })
    })

    it('never put an older release in place, whatever the form says', async () => {
      const { panel, ada } = await customer(['german'])
      await press(ada)
      const { location } = await ada.post('/updates', { slug: 'german', 'version-german': '1.0.0' })
      expect((await ada.get(location ?? '')).text).to.include(
        'What is offered for German has changed meanwhile',
      )
      expect(await versions(panel)).to.deep.equal({ german: '1.1.0' })
    })

    it('leave an inactive add-on inactive', async () => {
      const { panel, ada } = await customer(['german'])
      const outcome = await panel.services.manage.deactivate('german', { operatorId: null, operator: 'Ada' })
      if (outcome.kind === 'begun') await panel.services.operations.ended(outcome.operation.id, 5_000)
      expect((await ada.get('/updates')).text).to.include('Inactive, and stays so')
      await press(ada)
      const [one] = await panel.services.installations.all()
      expect(one).to.include({ version: '1.1.0', active: false })
    })

    it('are one run, however often that is pressed; another press waits for its end', async () => {
      const { panel, ada } = await customer()
      const cleo = await panel.as('cleo')
      const release = hold('german')
      const form = { slug: ['german', 'french'] }
      const first = await ada.post('/updates', form)
      const again = await cleo.post('/updates', form)
      expect(again.location).to.equal(first.location)
      const second = await cleo.post('/updates', { slug: ['german', 'spanish'] })
      expect(second.location).not.to.equal(first.location)

      const partial = { headers: { 'hx-request': 'true', 'hx-request-type': 'partial' } }
      const running = await ada.fetch(first.location ?? '', partial)
      expect(running.html).to.include('hx-trigger="every 700ms"').and.not.to.include('<html')
      const waiting = await cleo.fetch(second.location ?? '', partial)
      expect(waiting.text).to.include('Waits until what Ada began has ended.')
      const overview = await cleo.get('/updates')
      await valid(cleo)
      expect(overview.text)
        .to.include('Ada is updating 2 add-ons.')
        .and.to.include('Ada is changing it right now.')
      release()
      const { text } = await cleo.get(second.location ?? '')
      expect(text)
        .to.match(/German 1\.0\.0 to 1\.1\.0 Updated/)
        .and.to.match(/Spanish 1\.0\.0 to 1\.1\.0 Updated/)
      expect((await ada.get(first.location ?? '')).html).not.to.include('every 700ms')
      const begun = (await record(panel, 'addon.update')).filter(({ result }) => result === 'started')
      expect(begun.map(({ addon }) => addon)).to.have.members(['french', 'german', 'spanish'])
    })

    it('join an update that somebody else has begun on its own page', async () => {
      const { panel, ada } = await customer(['german'])
      const release = hold('german')
      await ada.post('/addons/german/update', { version: '1.1.0' })
      const { location } = await ada.post('/updates', { slug: 'german' })
      release()
      expect((await ada.get(location ?? '')).text).to.match(/German 1\.0\.0 to 1\.1\.0 Updated/)
      const begun = (await record(panel, 'addon.update')).filter(({ result }) => result === 'started')
      expect(begun).to.have.length(1)
    })

    it('say which of them was put back in its first minute', async () => {
      const { panel, ada } = await customer(['shaky', 'german'])
      const page = await press(ada)
      expect(page.text).to.include('2 of 2 add-ons were updated')
      for (const _ of [1, 2, 3]) await panel.visitor().fetch('/hooks/shaky')
      expect(await endOf(panel, 'shaky', 'put-back')).to.include({ state: 'done', operator: 'Souk' })
      const href = /href="([^"]*run=[^"]*)"/.exec((await ada.get('/updates')).html)?.[1] ?? ''
      const { text } = await ada.get(href)
      expect(text).to.match(/German 1\.0\.0 to 1\.1\.0 Updated/)
      expect(text).to.include('Put back It was updated, did not work, and 1.0.0 runs again.')
      expect((await panel.services.manyUpdates.latest(1))[0]?.rows.map(({ state }) => state)).to.deep.equal([
        'done',
        'put back',
      ])
      await ada.get('/updates')
      expect(rowOf(ada, 'shaky'))
        .to.include('1.1.0 was put back after an earlier update')
        .and.not.to.include(' checked')
    })

    it('stop where one was put back while the next was made', async () => {
      const { panel, ada } = await customer()
      const release = hold('german')
      const { location } = await ada.post('/updates', {
        slug: ['french', 'german', 'spanish'],
        failure: 'stop',
      })
      const id = new URL(location ?? '', panel.url).searchParams.get('run') ?? ''
      const { manyUpdates } = panel.services
      await until(
        () => manyUpdates.find(id),
        run => run?.rows[1]?.state === 'running',
      )
      const db = await stored(panel)
      const why = failure('code-failed')
      const putBack = { version: '1.1.0', to: '1.0.0', at: new Date().toISOString(), why }
      await updatesIn(db.knex).wish('french', { putBack })
      await db.close()
      release()
      const { text } = await ada.get(location ?? '')
      expect(text).to.match(/French .* Put back .* German .* Updated .* Spanish .* Not tried/)
    })

    it('name no run that is not there', async () => {
      const { ada } = await customer([])
      expect((await ada.fetch('/updates?run=nonsense')).status).to.equal(404)
    })
  })
})
