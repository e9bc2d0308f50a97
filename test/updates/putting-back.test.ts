import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { after, afterEach, before, describe, it } from 'mocha'
import { openDb } from '../../db/index.ts'
import { installationsIn } from '../../db/installations.ts'
import { migrations } from '../../db/migrations/index.ts'
import { codeMarket, until } from '../support/code-panel.ts'
import { codeSample } from '../support/code-samples.ts'
import type { PanelOptions, TestPanel } from '../support/panel.ts'
import { endOf, installVersion, update } from '../support/updating.ts'

const ada = { operatorId: null, operator: 'Ada' }
const rights = { publicAddress: true, storage: 4000 }
const answering = (answer: string) => (slug: string, version: string, manifest: object) =>
  codeSample(slug, `export default { hooks: { request() { ${answer} } } }`, {
    version,
    rights,
    manifest: { ...manifest },
  })
const steady = answering('return { json: 1 }')
const shaky = answering(`throw new Error('it shakes')`)
const moody = (version: string) =>
  codeSample(
    'moody',
    `export default { events: { 'souk.health'(_, souk) {
      if ('${version}' === '1.0.0' && souk.settings.mood === 'bad') throw new Error('a bad mood')
    } } }`,
    {
      version,
      rights: { events: [], storage: 4000 },
      settings: { type: 'object', properties: { mood: { type: 'string', default: 'good' } } },
    },
  )
const samples = [
  steady('shaky', '1.0.0', { supports: '>=5.0.0 <6.0.0' }),
  shaky('shaky', '1.1.0', { supports: '>=5.0.0 <7.0.0' }),
  moody('1.0.0'),
  moody('1.1.0'),
]

describe('Putting a failing release back', function () {
  this.timeout(90_000)
  let market: Awaited<ReturnType<typeof codeMarket>>
  const panels: TestPanel[] = []
  let ahead = 0
  const now = () => new Date(Date.now() + ahead)
  before(async () => {
    market = await codeMarket(samples)
  })
  after(() => market.close())
  afterEach(async () => {
    ahead = 0
    market.shop.behave()
    for (const panel of panels.splice(0)) await panel.stop()
  })

  /** Updated a moment ago to a release that fails at its public address. */
  const updated = async (options: PanelOptions = {}) => {
    const panel = await market.panelWith([], { now, ...options })
    panels.push(panel)
    expect(await installVersion(panel, 'shaky', '1.0.0')).to.include({ state: 'done' })
    expect(await update(panel, 'shaky', '1.1.0')).to.deep.include({ state: 'done', failure: null })
    return panel
  }
  const shake = async (panel: TestPanel) => {
    for (const _ of [1, 2, 3]) await panel.visitor().fetch('/hooks/shaky')
  }
  const folder = ({ services }: TestPanel, version: string, slug = 'shaky') =>
    join(services.settings.dataDir, 'addons', slug, version)
  const installed = ({ services }: TestPanel) => services.installations.find('shaky')
  const lines = async ({ services }: TestPanel, result: string) =>
    (await services.activity.list({ act: 'addon.put-back' }, 1)).lines.filter(one => one.result === result)

  it('is tried again a minute later where the release before could be had from nowhere', async () => {
    const panel = await updated()
    rmSync(folder(panel, '1.0.0'), { recursive: true })
    market.shop.misbehave(path => (path.includes('/shaky/1.0.0/') ? 404 : undefined))
    await shake(panel)
    await until(
      () => lines(panel, 'failed'),
      found => found.length > 0,
    )
    market.shop.behave()
    ahead = 61_000
    await until(
      () => installed(panel),
      one => one?.version === '1.0.0',
      30_000,
    )
    expect(await installed(panel)).to.include({ active: true })
  })

  it('leaves off what was switched off for another reason meanwhile, as an add-on that nobody pays for', async () => {
    const panel = await updated()
    rmSync(folder(panel, '1.0.0'), { recursive: true })
    let goOn = () => {}
    const held = new Promise<undefined>(done => (goOn = () => done(undefined)))
    market.shop.misbehave(path => (path.includes('/shaky/1.0.0/') ? held : undefined))
    await shake(panel)
    await until(
      () => panel.services.operations.openFor('shaky'),
      operation => operation?.kind === 'put-back',
    )
    const db = await openDb(panel.services.settings.databaseUrl, migrations)
    const one = await installed(panel)
    if (one) await installationsIn(db.knex).put({ ...one, active: false, failure: null })
    await db.close()
    goOn()
    expect(await endOf(panel, 'shaky', 'put-back')).to.include({ state: 'done' })
    expect(await installed(panel)).to.include({ version: '1.0.0', active: false })
  })

  it('remembers that the release before does not fit this help desk, so that one that does comes on again', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'souk-back-'))
    const first = await market.panelWith([], { dataDir })
    await installVersion(first, 'shaky', '1.0.0')
    await first.stop()
    const env = { HELP_DESK_VERSION: '6.0.0' }
    const panel = await market.panelWith([], { dataDir, seeded: false, env })
    panels.push(panel)
    expect((await installed(panel))?.failure?.code).to.equal('unsupported')
    expect(await update(panel, 'shaky', '1.1.0')).to.include({ state: 'done' })
    await shake(panel)
    expect(await endOf(panel, 'shaky', 'put-back')).to.include({ state: 'done' })
    const back = await installed(panel)
    expect(back).to.include({ version: '1.0.0', active: false })
    expect(back?.failure?.code).to.equal('unsupported')
    await panel.stop()
    panels.pop()
    rmSync(dataDir, { recursive: true })
  })

  it('is done when the pointer has gone back, though the release before does not start at once', async () => {
    const panel = await market.panelWith([], { now })
    panels.push(panel)
    await installVersion(panel, 'moody', '1.0.0')
    await update(panel, 'moody', '1.1.0')
    await panel.services.manage.saveSettings('moody', { values: { mood: 'bad' }, secrets: {} }, ada)
    await panel.services.updates.rollback('moody', ada)
    expect(await endOf(panel, 'moody', 'rollback')).to.include({ state: 'done', failure: null })
    expect(await panel.services.installations.release('moody', '1.1.0')).to.equal(undefined)
    expect(existsSync(folder(panel, '1.1.0', 'moody'))).to.equal(false)
    const off = await until(
      () => panel.services.installations.find('moody'),
      one => one?.active === false,
      30_000,
    )
    expect(JSON.stringify(off?.failure)).to.include('a bad mood')
  })
})
