import { expect } from 'chai'
import { after, afterEach, before, describe, it } from 'mocha'
import { buildRunner } from '../../setup/build.mjs'
import { openDb } from '../../db/index.ts'
import { migrations } from '../../db/migrations/index.ts'
import { updatesIn } from '../../db/updates.ts'
import { failure } from '../../marketplace/failures.ts'
import type { UpdateDefaults } from '../../marketplace/updates/defaults.ts'
import { codeSample } from '../support/code-samples.ts'
import { customerOf, type Market, market } from '../support/market.ts'
import type { PanelOptions, TestPanel } from '../support/panel.ts'
import { french, german, languagePack } from '../support/samples.ts'
import { installVersion, update } from '../support/updating.ts'

const spanish = languagePack('spanish', 'es', 'Español', { 'layout.sign-out': 'Salir' })
const nosy = (version: string, rights: object = {}) =>
  codeSample('nosy', 'export default {}', { version, rights })
const samples = [
  { ...german, version: '1.0.0' },
  { ...german, version: '1.0.1' },
  { ...german, version: '1.1.0' },
  { ...french, version: '1.0.0' },
  { ...french, version: '1.0.1', manifest: { ...french.manifest, security: true } },
  { ...spanish, version: '1.0.0' },
  { ...spanish, version: '2.0.0' },
  nosy('1.0.0'),
  nosy('1.0.1', { hosts: ['a.example.com'] }),
]
const ada = { operatorId: null, operator: 'Ada' }
const hour = 3_600_000

describe('Updates that nobody presses', function () {
  this.timeout(60_000)
  let shop: Market
  before(async () => {
    await buildRunner()
    shop = await market(samples)
  })
  after(() => shop.close())

  const panels: TestPanel[] = []
  let ahead = 0
  // the clock of a panel, which a test sets forward
  const now = () => new Date(Date.now() + ahead)
  afterEach(async () => {
    ahead = 0
    shop.behave()
    for (const panel of panels.splice(0)) await panel.stop()
  })

  const customer = async (
    slugs = ['german', 'french'],
    defaults: Partial<UpdateDefaults> = {},
    options: PanelOptions & { connected?: boolean } = {},
  ) => {
    const panel = await customerOf(shop, { now, code: slugs.includes('nosy'), ...options })
    panels.push(panel)
    for (const slug of slugs) await installVersion(panel, slug, '1.0.0')
    const { manyUpdates } = panel.services
    const usual = await manyUpdates.defaults()
    await manyUpdates.setDefaults({ ...usual, policy: 'minor', waitHours: 0, ...defaults }, ada)
    return panel
  }
  /** What begins by itself now, at its end; null: nothing. */
  const look = async ({ services: { manyUpdates } }: TestPanel) => {
    const run = await manyUpdates.beginByItself()
    return run ? ((await manyUpdates.ended(run.id, 30_000)) ?? null) : null
  }
  const changes = async (panel: TestPanel) => {
    const run = await look(panel)
    return run?.rows.map(({ addon, version, state }) => `${addon} ${version} ${state}`) ?? []
  }
  const spoil = (slug: string) =>
    shop.misbehave(path =>
      path.includes(`/${slug}/`) && path.endsWith('.tgz') ? Buffer.from('no') : undefined,
    )

  it('are none, until somebody says so', async () => {
    expect(await changes(await customer(undefined, { policy: 'ask' }))).to.deep.equal([])
  })

  it('are made by Souk in one run, with one line in the record and on the page', async () => {
    const panel = await customer()
    expect(await changes(panel)).to.have.members(['german 1.1.0 done', 'french 1.0.1 done'])
    const [line] = (await panel.services.activity.list({ act: 'updates.run' }, 1)).lines
    expect(line).to.include({ operator: 'Souk', result: 'done' })
    expect(line?.detail).to.include('german 1.0.0 to 1.1.0').and.to.include('french 1.0.0 to 1.0.1')
    const page = await (await panel.as('ada')).get('/updates')
    expect(page.text).to.match(/Last updates of many .*, Souk ?: 2 updated/)
    expect(await changes(panel)).to.deep.equal([])
  })

  it('go as far as the policy: corrections, security, and an add-on otherwise than the others', async () => {
    expect(await changes(await customer(undefined, { policy: 'patch' }))).to.have.members([
      'german 1.0.1 done',
      'french 1.0.1 done',
    ])
    expect(await changes(await customer(undefined, { policy: 'security' }))).to.deep.equal([
      'french 1.0.1 done',
    ])
    const panel = await customer()
    await panel.services.manyUpdates.setPolicy('german', { policy: 'ask', waitHours: null }, ada)
    expect(await changes(panel)).to.deep.equal(['french 1.0.1 done'])
  })

  it('wait as long as was said after the release came out', async () => {
    const panel = await customer(['german'], { waitHours: 6 })
    expect(await changes(panel)).to.deep.equal([])
    ahead = 5 * hour
    expect(await changes(panel)).to.deep.equal([])
    ahead = 7 * hour
    expect(await changes(panel)).to.deep.equal(['german 1.1.0 done'])
  })

  it('begin inside the hours only', async () => {
    const hourNow = now().getUTCHours()
    const panel = await customer(['german'], {
      window: { from: (hourNow + 2) % 24, until: (hourNow + 4) % 24 },
    })
    expect(await changes(panel)).to.deep.equal([])
    ahead = 2 * hour
    expect(await changes(panel)).to.deep.equal(['german 1.1.0 done'])
  })

  it('stop when the hours are over, and say so', async () => {
    const hourNow = now().getUTCHours()
    const panel = await customer(['german', 'french'], {
      window: { from: hourNow, until: (hourNow + 2) % 24 },
    })
    // the first archive takes until after the window
    shop.misbehave(path => {
      if (path.endsWith('.tgz')) ahead = 3 * hour
      return undefined
    })
    const run = await look(panel)
    expect(run?.rows.map(({ state }) => state)).to.deep.equal(['done', 'not tried'])
    expect(run?.rows[1]?.failure?.code).to.equal('update-window-closed')
  })

  it('never ask for more rights, and never change the major version', async () => {
    expect(await changes(await customer(['nosy', 'spanish']))).to.deep.equal([])
  })

  it('are none without the login, offline, in safe mode, or from an expired list', async () => {
    expect(await changes(await customer(['german'], {}, { connected: false }))).to.deep.equal([])
    expect(await changes(await customer(['german'], {}, { env: { OFFLINE: '1' } }))).to.deep.equal([])
    expect(await changes(await customer(['german'], {}, { env: { SAFE_MODE: '1' } }))).to.deep.equal([])
    const panel = await customer(['german'])
    ahead = 40 * 24 * hour
    expect((await panel.services.addons.standing()).kind).to.equal('expired')
    expect(await changes(panel)).to.deep.equal([])
  })

  it('leave alone what is switched off', async () => {
    const panel = await customer(['german'])
    const off = await panel.services.manage.deactivate('german', ada)
    if (off.kind === 'begun') await panel.services.operations.ended(off.operation.id, 5_000)
    expect(await changes(panel)).to.deep.equal([])
  })

  it('leave a skipped version alone until it is not skipped any more', async () => {
    const panel = await customer(['french'])
    await panel.services.manyUpdates.skip('french', '1.0.1', ada)
    expect(await changes(panel)).to.deep.equal([])
    await panel.services.manyUpdates.skip('french', null, ada)
    expect(await changes(panel)).to.deep.equal(['french 1.0.1 done'])
  })

  it('leave alone what an older version was chosen over, which the page says, until it is not skipped any more', async () => {
    const panel = await customer([])
    await installVersion(panel, 'german', '1.1.0')
    expect(await update(panel, 'german', '1.0.0')).to.include({ state: 'done', version: '1.0.0' })
    expect(await changes(panel)).to.deep.equal([])
    expect((await panel.services.updates.wishesFor('german')).skipped).to.deep.equal(['1.0.1', '1.1.0'])
    const browser = await panel.as('ada')
    expect((await browser.get('/addons/german')).text).to.include('Version 1.1.0 is skipped')
    expect((await browser.get('/addons/german/policy')).text).to.include(
      'These versions are skipped: 1.0.1 and 1.1.0.',
    )
    await browser.get('/addons/german')
    const page = await browser.press('Skip no version any more')
    expect(page.text).to.include('No version of German is skipped any more.').and.to.include('is available')
    expect(await changes(panel)).to.deep.equal(['german 1.1.0 done'])
  })

  it('leave the way open for what is published after an older version was chosen', async () => {
    const panel = await customer([])
    await installVersion(panel, 'german', '1.0.1')
    const db = await openDb(panel.services.settings.databaseUrl, migrations)
    await updatesIn(db.knex).wish('german', { skipped: ['1.0.1'] })
    await db.close()
    expect(await changes(panel)).to.deep.equal(['german 1.1.0 done'])
  })

  it('that fail stop the others, are told to operators, and rest until the next day', async () => {
    const panel = await customer(['french', 'german'])
    spoil('french')
    expect(await changes(panel)).to.deep.equal(['french 1.0.1 failed', 'german 1.1.0 not tried'])
    const browser = await panel.as('ada')
    const { text, html } = await browser.get('/profile')
    expect(text).to.include('Updating French by itself came to nothing.')
    const href = /href="([^"]*\/updates\?run=[^"]*)"/.exec(html)?.[1] ?? ''
    expect((await browser.get(href)).text).to.match(/French 1\.0\.0 to 1\.0\.1 Failed .* German .* Not tried/)

    shop.behave()
    expect(await changes(panel)).to.deep.equal([])
    ahead = 21 * hour
    expect(await changes(panel)).to.deep.equal(['french 1.0.1 done', 'german 1.1.0 done'])
    expect((await browser.get('/profile')).text).not.to.include('came to nothing')
  })

  it('of which one was put back rest until the next day, too', async () => {
    const panel = await customer(['french', 'german'])
    const { manyUpdates } = panel.services
    await manyUpdates.setPolicy('german', { policy: 'ask', waitHours: null }, ada)
    expect(await changes(panel)).to.deep.equal(['french 1.0.1 done'])
    const db = await openDb(panel.services.settings.databaseUrl, migrations)
    const putBack = { version: '1.0.1', to: '1.0.0', at: now().toISOString(), why: failure('code-failed') }
    await updatesIn(db.knex).wish('french', { putBack })
    await db.close()
    await manyUpdates.setPolicy('german', { policy: null, waitHours: null }, ada)
    expect(await changes(panel)).to.deep.equal([])
    ahead = 21 * hour
    expect(await changes(panel)).to.deep.equal(['german 1.1.0 done'])
  })

  it('that fail where the others go on are tried again the next day, three times at most', async () => {
    const panel = await customer(['french', 'german'], { stopsAtFailure: false })
    spoil('french')
    expect(await changes(panel)).to.deep.equal(['french 1.0.1 failed', 'german 1.1.0 done'])
    expect(await changes(panel)).to.deep.equal([])
    for (const day of [1, 2]) {
      ahead = day * 24 * hour
      expect(await changes(panel), `day ${day}`).to.deep.equal(['french 1.0.1 failed'])
    }
    ahead = 3 * 24 * hour
    expect(await changes(panel)).to.deep.equal([])
    const browser = await panel.as('ada')
    expect((await browser.get('/profile')).text).to.include('Updating French by itself came to nothing.')
    await browser.post('/addons/french/policy', { skip: '1.0.1' })
    expect((await browser.get('/profile')).text).not.to.include('came to nothing')
  })
})
