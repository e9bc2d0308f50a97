import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { after, afterEach, before, describe, it } from 'mocha'
import { buildRunner } from '../setup/build.mjs'
import { openDb } from '../db/index.ts'
import { migrations } from '../db/migrations/index.ts'
import { entitlementsIn } from '../db/entitlements.ts'
import { installationsIn } from '../db/installations.ts'
import { updatesIn } from '../db/updates.ts'
import { actorOf } from '../marketplace/activity.ts'
import type { Held } from '../marketplace/entitlements.ts'
import { failure } from '../marketplace/failures.ts'
import type { Client } from './support/client.ts'
import { until } from './support/code-panel.ts'
import { codeSample } from './support/code-samples.ts'
import { problemsOfPage } from './support/html.ts'
import { customerOf, type Market, market } from './support/market.ts'
import type { PanelOptions, TestPanel } from './support/panel.ts'
import { realAddon } from './support/real-addons.ts'
import { french, german, languagePack } from './support/samples.ts'
import { adaOf, endOf, installVersion, update } from './support/updating.ts'

const notes = (text: string) => ({ 'CHANGES.md': text })
const germanAt = (version: string, text: string, more: Record<string, unknown> = {}) => ({
  ...german,
  version,
  manifest: { ...german.manifest, ...more },
  files: { ...german.files, ...notes(text) },
})
const keeper = (version: string, more: object = {}) =>
  codeSample('keeper', 'export default { schedule() {} }', { version, rights: { storage: 1000, ...more } })

const isPaid = { prices: [{ currency: 'USD', cycle: 'one-time', amount: 1900 }] }
const bought: Held = {
  id: 'right',
  licence: 'licence',
  addon: 'paid-pack',
  kind: 'one-time',
  cycle: 'one-time',
  state: 'active',
  since: '2026-01-01T00:00:00Z',
  paidUntil: null,
  nextCharge: null,
  priceChange: null,
  pastDueSince: null,
  invoice: null,
  usableUntil: null,
  endedAt: null,
  endedBecause: null,
  endsAt: null,
  major: 1,
  revision: 1,
  readAt: '2026-01-01T00:00:00Z',
}
const loginSettings = { CLIENT_ID: 'panel', CLIENT_SECRET: 'secret-of-a-test' }

const samples = [
  languagePack('paid-pack', 'eo', 'Esperanto', {}, isPaid),
  { ...languagePack('paid-pack', 'eo', 'Esperanto', {}, isPaid), version: '2.0.0' },
  codeSample('clumsy', 'export default {}'),
  codeSample('clumsy', "export default { migrate() { throw new Error('cannot <b>read</b> it\\u202e') } }", {
    version: '1.1.0',
  }),
  codeSample('shaky', "export default { hooks: { request: () => ({ body: 'well' }) } }", {
    rights: { publicAddress: true },
  }),
  codeSample('shaky', "export default { hooks: { request() { throw new Error('it <i>shakes</i>') } } }", {
    version: '1.1.0',
    rights: { publicAddress: true },
  }),
  germanAt('0.9.0', 'The very first.'),
  germanAt('1.0.0', 'The first.'),
  germanAt('1.1.0', 'Closes a *hole*.', { security: true }),
  germanAt('1.2.0', 'Clearer words.'),
  germanAt('2.0.0', 'For the next help desk.', { supports: '>=6.0.0' }),
  french,
  realAddon('auto-reply', '1.0.0'),
  realAddon('auto-reply', '1.1.0'),
  keeper('1.0.0'),
  keeper('1.1.0', { storage: 3000, hosts: ['a.example.com'], schedule: '0 6 * * *' }),
]

describe('Updates, as an operator sees and presses them', function () {
  this.timeout(60_000)
  let shop: Market
  const panels: TestPanel[] = []
  before(async () => {
    await buildRunner()
    shop = await market(samples)
  })
  after(() => shop.close())
  afterEach(async () => {
    for (const panel of panels.splice(0)) await panel.stop()
  })

  const open = async (
    slug: string,
    { version = '1.0.0', ...options }: PanelOptions & { connected?: boolean; version?: string } = {},
  ) => {
    const panel = await customerOf(shop, { code: true, ...options })
    panels.push(panel)
    expect(await installVersion(panel, slug, version)).to.include({ state: 'done' })
    const ada = await panel.as('ada')
    await ada.get(`/addons/${slug}`)
    return { panel, ada }
  }
  const valid = async (client: Client) => expect(await problemsOfPage(client.page().html)).to.deep.equal([])
  const installed = async ({ services }: TestPanel, slug: string) =>
    (await services.installations.find(slug))?.version
  const stored = async ({ services }: TestPanel) => openDb(services.settings.databaseUrl, migrations)
  const statusOf = ({ html }: { html: string }) =>
    /role="status"[^>]*>(?:<span>([^<]*)<\/span>)?/.exec(html)?.[1] ?? ''

  describe('before the press', () => {
    it('name the version, the notes of all that it brings with the security release first, and what happens', async () => {
      const { ada } = await open('german')
      const { text, html } = ada.page()
      await valid(ada)
      expect(text)
        .to.include('Version 1.2.0 is available')
        .and.to.include('It closes a security hole: update soon.')
        .and.to.include('You can go back to 1.0.0 afterwards.')
      expect(html).to.match(/<button[^>]*>Update to 1\.2\.0<\/button>/)
      const fresh = html.slice(html.indexOf('id="fresh"'), html.indexOf('id="description"'))
      expect([...fresh.matchAll(/<h3>Version ([\d.]+),/g)].map(([, one]) => one)).to.deep.equal([
        '1.1.0',
        '1.2.0',
      ])
      expect(fresh).to.include('Security release').and.to.include('<em>hole</em>')
      const rest = html.slice(html.indexOf('id="releases"'))
      expect([...rest.matchAll(/<h3>Version ([\d.]+),/g)].map(([, one]) => one)).to.deep.equal([
        '2.0.0',
        '1.0.0',
        '0.9.0',
      ])
    })

    it('are counted anew in the menu by the very reply that shows the end of an update', async () => {
      const { ada, panel } = await open('german')
      const part = async (path: string) =>
        (await ada.fetch(path, { headers: { 'hx-request-type': 'partial' } })).html
      const count = (waiting: string) =>
        `<span class="count" id="updates-count" data-hx-swap-oob="outerHTML">${waiting}</span>`
      expect(await part('/addons/german')).to.include(count('1'))
      const done = await update(panel, 'german', '1.2.0')
      const id = 'id' in done ? done.id : ''
      for (const path of [`/operations/${id}`, '/addons/german', '/updates'])
        expect(await part(path)).to.include(count(''))
      expect((await ada.get(`/operations/${id}`)).html).to.include('id="updates-count"></span>')
      const ben = await panel.as('ben')
      const { html } = await ben.fetch('/inbox', { headers: { 'hx-request-type': 'partial' } })
      expect(html).not.to.include('updates-count')
    })

    it('stand in the menu, the notice bar, on the card and in the row', async () => {
      const { ada } = await open('german')
      const grid = await ada.get('/addons')
      expect(grid.html).to.match(/Updates <span class="count" id="updates-count">1</)
      expect(grid.text)
        .to.include('German 1.2.0 is available and closes a security hole.')
        .and.to.include('Update 1.2.0')
      const row = await ada.get('/languages')
      await valid(ada)
      expect(row.html).to.match(/href="\/addons\/german#update"[^>]*>Update 1\.2\.0</)
    })

    it('ask for Login in place of Update, and lead back to the page', async () => {
      const { ada } = await open('german', { connected: false })
      await valid(ada)
      expect(ada.page().text).to.include('Version 1.2.0 is available').and.not.to.include('Update to')
      const refused = await ada.post('/addons/german/update', { version: '1.2.0' })
      expect([refused.status, refused.text]).to.deep.include(409)
      expect(refused.text)
        .to.include('German stays as it is')
        .and.to.include('Log in to the client area first')
      const { ada: other } = await open('german', { connected: false, env: loginSettings })
      for (const page of [other.page(), await other.post('/addons/german/update', { version: '1.2.0' })])
        expect(page.html).to.match(/name="returnTo" value="\/addons\/german">\s*<button[^>]*>Login</)
    })

    it('say why nothing is updated offline, and which help desk the newest needs', async () => {
      const { ada } = await open('german', { env: { OFFLINE: '1' } })
      await valid(ada)
      expect(ada.page().text)
        .to.include('This help desk is set to work offline: nothing can be updated.')
        .and.not.to.include('Update to')
      const refused = await ada.post('/addons/german/update', { version: '1.2.0' })
      expect([refused.status, refused.text.includes('nothing can be fetched')]).to.deep.equal([409, true])
      const { ada: other } = await open('german', { version: '1.2.0' })
      expect(other.page().text).to.include('Version 2.0.0 is out, but needs help desk 6.0.0 or newer.')
    })

    it('say which major version was bought, where the newest is another', async () => {
      const { ada, panel } = await open('german')
      const one = await panel.services.installations.find('german')
      if (!one) throw new Error('German is not installed')
      const db = await stored(panel)
      await installationsIn(db.knex).put({ ...one, addon: 'paid-pack', name: 'Paid-pack' })
      await entitlementsIn(db.knex).put(bought)
      await db.close()
      await ada.get('/addons/paid-pack')
      await valid(ada)
      expect(ada.page().text)
        .to.include('Version 2.0.0 is not part of what was purchased, which covers version 1.')
        .and.not.to.include('Update to')
      const refused = await ada.post('/addons/paid-pack/update', { version: '2.0.0' })
      expect(refused.status).to.equal(409)
      expect(refused.text).to.include('2.0.0 is for those who have purchased it')
    })

    it('are for those who may manage add-ons', async () => {
      const { panel } = await open('german')
      const ben = await panel.as('ben')
      for (const address of ['update', 'rollback'])
        expect((await ben.post(`/addons/german/${address}`, { version: '1.2.0' })).status).to.equal(403)
      expect((await ben.get('/addons/german/rollback')).status).to.equal(403)
      expect(await installed(panel, 'german')).to.equal('1.0.0')
    })
  })

  describe('the press', () => {
    it('updates a language, shows its stages, and says at the bottom that it was updated', async () => {
      const { ada, panel } = await open('german')
      const page = await ada.press('Update to 1.2.0')
      await valid(ada)
      expect(page.text).to.include('German was updated to 1.2.0').and.to.include('Switch over done')
      expect(statusOf(page)).to.equal('German was updated to 1.2.0')
      expect(await installed(panel, 'german')).to.equal('1.2.0')
      const then = await ada.get('/addons/german')
      await valid(ada)
      expect(then.text).to.include('Version 1.2.0 is installed and active').and.not.to.include('Update to')
    })

    it('names what auto-reply 1.1.0 asks for beyond 1.0.0, and accepts it with the button that says so', async () => {
      const { ada, panel } = await open('auto-reply')
      const { text } = ada.page()
      await valid(ada)
      expect(text)
        .to.include('Version 1.1.0 asks for more than 1.0.0. It may also: ')
        .and.to.include('Add the page “Automatic answers” for operators')
        .and.to.include('If the new version does not work, 1.0.0 is put back by itself.')
      const bare = await ada.post('/addons/auto-reply/update', { version: '1.1.0' })
      expect(bare.status).to.equal(409)
      expect(bare.text).to.include('that was not accepted').and.to.include('Update to 1.1.0 and allow this')
      expect(await installed(panel, 'auto-reply')).to.equal('1.0.0')

      const page = await ada.press('Update to 1.1.0 and allow this')
      expect(page.text).to.include('Auto-reply was updated to 1.1.0')
      expect((await ada.get('/pages/auto-reply/answers')).status).to.equal(200)
    })

    it('accepts several rights by their names, and no fewer', async () => {
      const { ada, panel } = await open('keeper')
      await valid(ada)
      expect(ada.page().text)
        .to.include('Send and fetch data at a.example.com')
        .and.to.include('Keep up to 3 kB of its own data; until now 1 kB')
        .and.to.include('Work once a day')
      const some = ['host:a.example.com', 'storage:3000']
      expect((await ada.post('/addons/keeper/update', { version: '1.1.0', accept: some })).status).to.equal(
        409,
      )
      await ada.press('Update to 1.1.0 and allow this')
      expect(await installed(panel, 'keeper')).to.equal('1.1.0')
    })

    it('changes nothing where the page showed something else, and shows it as it stands now', async () => {
      const { ada, panel } = await open('german')
      for (const version of ['1.1.0', '2.0.0', '7.0.0', '', 'nonsense', '1.0.0']) {
        const answer = await ada.post('/addons/german/update', { version })
        if (version === '1.1.0') expect(answer.text).to.include('has changed meanwhile')
        expect([version, answer.status]).to.deep.equal([version, 409])
        expect(await problemsOfPage(answer.html), version).to.deep.equal([])
      }
      expect(await installed(panel, 'german')).to.equal('1.0.0')
      expect((await ada.post('/addons/nonsense/update', { version: '1.0.0' })).status).to.equal(404)
      const never = await ada.post('/addons/french/update', { version: '1.0.0' })
      expect([never.status, never.text.includes('Install')]).to.deep.equal([409, true])
    })
  })

  it('join the update that runs, and wait for it before anything else is pressed', async () => {
    const { ada, panel } = await open('german')
    let release = () => {}
    const held = new Promise<undefined>(done => (release = () => done(undefined)))
    shop.misbehave(path => (path.endsWith('archive.tgz') ? held : undefined))
    const first = await ada.post('/addons/german/update', { version: '1.2.0' })
    const second = await ada.post('/addons/german/update', { version: '1.2.0' })
    expect([first.status, second.location]).to.deep.equal([303, first.location])
    const back = await ada.post('/addons/german/rollback')
    expect(back.status).to.equal(409)
    expect(back.text).to.include('is changing German right now').and.to.include('Download in progress')
    expect(await problemsOfPage(back.html)).to.deep.equal([])
    release()
    shop.behave()
    expect((await ada.get(first.location ?? '')).text).to.include('German was updated to 1.2.0')
    expect(await installed(panel, 'german')).to.equal('1.2.0')
  })

  describe('going to another release', () => {
    it('goes back at once where nothing is lost', async () => {
      const { ada, panel } = await open('german')
      await ada.press('Update to 1.2.0')
      const page = await ada.get('/addons/german')
      await valid(ada)
      expect(page.text)
        .to.include('Version 1.0.0 was kept')
        .and.to.include('Nothing is lost on the way back.')
      const back = await ada.press('Go back to 1.0.0')
      expect(statusOf(back)).to.equal('German went back to 1.0.0')
      expect(await installed(panel, 'german')).to.equal('1.0.0')
      const again = await ada.get('/addons/german')
      expect(again.text).to.include('Update to 1.2.0').and.not.to.include('Go back to')
      const twice = await ada.post('/addons/german/rollback')
      expect(twice.status).to.equal(409)
      expect(twice.text).to.include('No earlier version of German is kept')
    })

    it('asks first where data goes back, and says since when', async () => {
      const { ada, panel } = await open('keeper')
      await ada.press('Update to 1.1.0 and allow this')
      const row = await ada.get('/plugins')
      await valid(ada)
      expect(row.html).to.match(/href="\/addons\/keeper\/rollback"[^>]*>Go back to 1\.0\.0</)
      await ada.get('/addons/keeper')
      expect(ada.page().html)
        .to.include('href="/addons/keeper/rollback"')
        .and.not.to.include('Nothing is lost')
      const asked = await ada.get('/addons/keeper/rollback')
      await valid(ada)
      expect(asked.text)
        .to.include('Go back to Keeper 1.0.0?')
        .and.to.match(/Its own data goes back to how it was on .+ what it has kept since then is lost/)
        .and.to.include('conversations and messages in the inbox')
      await ada.press('Go back to 1.0.0')
      expect(await installed(panel, 'keeper')).to.equal('1.0.0')
      expect((await ada.get('/addons/keeper/rollback')).text).to.include('No earlier version')
    })

    it('installs an older one only for who chooses it in the list of all versions', async () => {
      const { ada, panel } = await open('german')
      const { html } = ada.page()
      expect(html).to.match(/<summary>Install the older version 0\.9\.0<\/summary>/)
      expect(ada.page().text).to.include('Version 0.9.0 is older than the installed 1.0.0')
      await ada.press('Replace 1.0.0 by the older 0.9.0')
      expect(await installed(panel, 'german')).to.equal('0.9.0')
      expect((await ada.get('/addons/german')).text).to.include('Go back to 1.0.0')
    })
  })

  it('tell everywhere that a release was put back, and why, until it is installed after all', async () => {
    const { ada, panel } = await open('german')
    const db = await stored(panel)
    const why = failure('fails-often', { failures: 3, calls: 4, why: 'no <luck>' })
    const putBack = { version: '1.2.0', to: '1.0.0', at: new Date().toISOString(), why }
    await updatesIn(db.knex).wish('german', { putBack })
    await db.close()
    const words = 'It failed in 3 of 4 calls. The last time: no <luck>'
    const page = await ada.get('/addons/german')
    await valid(ada)
    expect(page.text).to.match(/German was put back from 1\.2\.0 to 1\.0\.0 on/)
    expect(page.text.split(words)).to.have.lengthOf(3)
    expect((await ada.get('/inbox')).text)
      .to.include('German was put back from 1.2.0')
      .and.not.to.include('German 1.2.0 is available')
    expect((await ada.get('/languages')).text)
      .to.include('Put back from 1.2.0 on')
      .and.to.include(words)
    await ada.get('/addons/german')
    await ada.press('Update to 1.2.0')
    expect((await ada.get('/addons/german')).text).not.to.include('put back from')
  })

  it('keep the old release running where the new one fails its trial, and say why', async () => {
    const { ada, panel } = await open('clumsy')
    const page = await ada.press('Update to 1.1.0')
    await valid(ada)
    expect(page.text)
      .to.include('Clumsy was not updated to 1.1.0')
      .and.to.include('failed when it was tried out beside the version that runs')
      .and.to.include('cannot <b>read</b> it')
      .and.to.include('Still running 1.0.0, with its settings and data as before.')
    expect(page.html).not.to.include('\u202e')
    expect(statusOf(page)).to.equal('Clumsy was not updated to 1.1.0')
    expect(await installed(panel, 'clumsy')).to.equal('1.0.0')
    const then = await ada.get('/addons/clumsy')
    await valid(ada)
    expect(then.text)
      .to.include('Clumsy was not updated to 1.1.0')
      .and.to.include('cannot <b>read</b> it')
      .and.to.include('How Clumsy went')
      .and.to.include('Update to 1.1.0')
  })

  it('share one line above every page where they are many; what closes a hole keeps its own', async () => {
    const { ada, panel } = await open('german')
    for (const slug of ['auto-reply', 'keeper', 'shaky']) await installVersion(panel, slug, '1.0.0')
    const page = await ada.get('/inbox')
    await valid(ada)
    expect(page.text)
      .to.include('German 1.2.0 is available and closes a security hole.')
      .and.to.include('3 updates are available: Auto-reply, Keeper, and Shaky.')
      .and.not.to.include('1.1.0 is available')
    expect(page.html).to.match(/Updates <span class="count" id="updates-count">4</)
  })

  it('leave nothing that was downloaded where the release is on disk already', async () => {
    const { panel } = await open('german')
    for (const version of ['1.2.0', '1.1.0', '1.2.0'])
      expect(await update(panel, 'german', version)).to.include({ state: 'done', version })
    expect(readdirSync(join(panel.dataDir, 'panel/downloads'))).to.deep.equal([])
  })

  it('no longer skip a version that somebody puts in place by hand', async () => {
    const { panel } = await open('german')
    await update(panel, 'german', '1.2.0')
    await panel.services.updates.rollback('german', actorOf(await adaOf(panel)))
    await endOf(panel, 'german', 'rollback')
    expect(await panel.services.updates.wishesFor('german')).to.deep.include({ skipped: ['1.1.0', '1.2.0'] })
    await update(panel, 'german', '1.2.0')
    expect(await panel.services.updates.wishesFor('german')).to.deep.include({ skipped: [] })
  })

  it('put a release back that fails once it runs, and say so on its page, in the bar and in its row', async () => {
    const { ada, panel } = await open('shaky')
    const done = await ada.press('Update to 1.1.0')
    expect(done.text).to.include('Shaky was updated to 1.1.0')
    for (const _ of [1, 2, 3]) await panel.visitor().fetch('/hooks/shaky')
    const putBack = await endOf(panel, 'shaky', 'put-back')
    const page = await ada.get(`/operations/${putBack?.id}`)
    await valid(ada)
    expect(page.text)
      .to.include('Shaky was put back to 1.0.0')
      .and.to.include('it <i>shakes</i>')
      .and.to.include('Started by Souk')
    const then = await ada.get('/addons/shaky')
    await valid(ada)
    expect(then.text)
      .to.include('Shaky was put back from 1.1.0 to 1.0.0 on')
      .and.to.include('Version 1.0.0 is installed and active')
      .and.to.include('Update to 1.1.0')
    for (const path of ['/inbox', '/plugins', '/plugins/shaky']) {
      expect((await ada.get(path)).text, path).to.include('it <i>shakes</i>')
      await valid(ada)
    }
    const row = await ada.get('/plugins/shaky')
    expect(row.text, 'told once, as of the release that it was').to.include('Last error None')
    const line = (await panel.services.activity.list({ act: 'addon.put-back' }, 1)).lines[0]
    expect(line?.detail).to.include('it <i>shakes</i>').and.not.to.include('main.js')
  })

  it('are shown to whoever looks on while they run', async () => {
    const { ada, panel } = await open('keeper')
    const cleo = await panel.as('cleo')
    const partial = { headers: { 'HX-Request': 'true', 'HX-Request-Type': 'partial' } }
    const pressed = ada.press('Update to 1.1.0 and allow this')
    const seen = await until(
      () => cleo.fetch('/addons/keeper', partial),
      page => /updated to/.test(statusOf(page)),
    )
    expect(statusOf(seen)).to.equal('Keeper was updated to 1.1.0')
    await pressed
  })
})
