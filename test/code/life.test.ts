import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { after, afterEach, before, describe, it } from 'mocha'
import { makeServices } from '../../config/services.ts'
import { schedulesIn } from '../../db/code-schedules.ts'
import { installationsIn } from '../../db/installations.ts'
import { openDb } from '../../db/index.ts'
import { migrations } from '../../db/migrations/index.ts'
import { commandLine, soukItself } from '../../marketplace/activity.ts'
import { codeMarket, install, until } from '../support/code-panel.ts'
import { codeSample } from '../support/code-samples.ts'
import { customerOf } from '../support/market.ts'
import { eachDatabaseUrl } from '../support/databases.ts'
import type { PanelOptions, TestPanel } from '../support/panel.ts'

const hello = codeSample(
  'hello',
  `export default {
    hooks: { async request({ path }, souk) {
      if (path === '/notify') return { json: await souk.notify({ text: 'Look <here>', tone: 'warning' }) }
      if (path === '/hush') return { json: await souk.notify({ text: null }) }
      if (path === '/add') {
        const all = (await souk.storage.get('all')) ?? []
        await souk.storage.set('all', [...all, 1])
      }
      if (path === '/fill') {
        const codes = []
        for (const key of ['a', 'b', 'c', 'ä%_\\u{1f600}'])
          codes.push(await souk.storage.set(key, 'x'.repeat(400)).then(() => 'kept', error => error.code))
        await souk.storage.delete('a')
        codes.push(await souk.storage.set('c', 'x'.repeat(400)).then(() => 'kept', error => error.code))
        return { json: { codes, keys: (await souk.storage.list('')).map(({ key }) => key) } }
      }
      return { json: { settings: souk.settings, all: await souk.storage.get('all'), url: await souk.publicUrl() } }
    } },
    pages: { today: ({ operator, form, query }) => form.go ? { redirect: '/today?went=' + form.go }
      : { title: 'Today', blocks: [{ kind: 'text', text: [operator.name, query.went].join() },
        { kind: 'form', submit: 'Go', fields: [{ type: 'text', name: 'go', label: 'Where' }] }] } },
    async schedule({ at }, souk) {
      await souk.storage.set('all', [...((await souk.storage.get('all')) ?? []), at])
    },
  }`,
  {
    rights: {
      publicAddress: true,
      storage: 1000,
      schedule: '0 6 * * *',
      pages: [{ id: 'today', title: 'Today', audience: 'operators' }],
    },
    settings: {
      type: 'object',
      properties: {
        greeting: { type: 'string', title: 'Greeting', default: 'Hi' },
        key: { type: 'string', title: 'Key', 'x-secret': true },
      },
    },
  },
)
const stopped = (at: string) => () => new Date(at)

/** A call that a busy machine left out is tried again after a minute, which is two seconds by this clock. */
const hurried = (from: string) => {
  const since = performance.now()
  return () => new Date(Date.parse(from) + (performance.now() - since) * 30)
}

const broken = codeSample('broken', "throw new TypeError('no such luck')")
const promising = codeSample('promising', 'export default {}', { rights: { events: ['message.received'] } })
const lost = codeSample('lost', "import './other.js'\nexport default {}")
const fickle = codeSample('fickle', "export default { hooks: { request: () => ({ body: 'here' }) } }", {
  rights: { publicAddress: true },
})
const samples = [hello, broken, promising, lost, fickle]

describe('An add-on that runs code', function () {
  this.timeout(60_000)
  let market: Awaited<ReturnType<typeof codeMarket>>
  const panels: TestPanel[] = []
  before(async () => {
    market = await codeMarket(samples)
  })
  after(() => market.close())
  afterEach(async () => {
    for (const panel of panels.splice(0)) await panel.stop()
  })

  const open = async (slugs: string[], options: PanelOptions = {}) => {
    const panel = await market.panelWith(slugs, options)
    panels.push(panel)
    return panel
  }
  const ask = async (panel: TestPanel, path = '') => {
    const { status, html } = await panel.visitor().fetch(`/hooks/hello${path}`)
    return status === 200 ? JSON.parse(html) : status
  }
  const press = async (panel: TestPanel, act: 'activate' | 'deactivate', slug: string) => {
    const managed = await panel.services.manage[act](slug, soukItself)
    if (managed.kind !== 'begun') throw new Error(JSON.stringify(managed))
    return panel.services.operations.ended(managed.operation.id, 15_000)
  }

  it('is installed and running after one press, and no process is there before', async () => {
    const panel = await open([])
    expect(await panel.services.code.runner()).to.equal(undefined)
    const ada = await panel.as('ada')
    await ada.get('/addons/hello')
    await ada.press('Install')
    const page = await until(
      () => ada.get(ada.page().text.includes('is installed') ? '/plugins' : '/addons/hello'),
      ({ text }) => text.includes('Hello'),
    )
    expect(page.text).to.include('Hello')
    expect(await ask(panel)).to.deep.equal({
      settings: { greeting: 'Hi' },
      all: null,
      url: `${panel.url}/hooks/hello`,
    })
    expect(await panel.services.code.doing('hello')).to.deep.include({
      state: 'loaded',
      failures: 0,
      calls: 2,
    })
  })

  const failing: [string, string, RegExp][] = [
    ['its code throws at once', 'broken', /TypeError: no such luck/],
    ['it declares what it has no handler for', 'promising', /declares the event message.received/],
    ['a file of it is missing', 'lost', /there is no other.js/],
  ]
  for (const [title, slug, why] of failing)
    it(`stays inactive where ${title}, and its row says so in its words`, async () => {
      const panel = await open([])
      const { state, failure } = await install(panel, slug)
      expect(state).to.equal('failed')
      expect(failure?.code).to.equal('code-failed')
      expect(failure?.values['why']).to.match(why)
      const one = await panel.services.installations.find(slug)
      expect(one).to.include({ active: false })
      const ada = await panel.as('ada')
      expect((await ada.get('/plugins')).text)
        .to.include('could not be started')
        .and.to.match(why)
    })

  it('is told settings as they are saved, and a secret only by its name', async () => {
    const panel = await open(['hello'])
    await panel.services.manage.saveSettings(
      'hello',
      { values: { greeting: 'Servus' }, secrets: { key: 'very-secret' } },
      soukItself,
    )
    await until(
      () => ask(panel),
      ({ settings }) => settings.greeting === 'Servus' && /^\{\{secret:key:\w+\}\}$/.test(settings.key),
    )
  })

  it('keeps what it keeps within its quota', async () => {
    const panel = await open(['hello'])
    expect(await ask(panel, '/fill')).to.deep.equal({
      codes: ['kept', 'kept', 'no room', 'no room', 'kept'],
      keys: ['b', 'c'],
    })
    const { storage } = (await panel.services.code.doing('hello')) ?? {}
    expect(storage?.most).to.equal(1000)
    expect(storage?.used).to.be.within(800, 1000)
  })

  it('runs again after a restart, and follows what another process does', async () => {
    const first = await open(['hello'])
    await ask(first, '/add')
    const { databaseUrl, secretKey } = first.services.settings
    const second = await customerOf(market.shop, {
      databaseUrl,
      code: true,
      seeded: false,
      connected: false,
      dataDir: first.dataDir,
      env: { SECRET_KEY: secretKey },
    })
    panels.unshift(second)
    const there = await until(
      () => ask(second),
      found => typeof found === 'object',
    )
    expect(there).to.deep.include({ all: [1] })
    await press(first, 'deactivate', 'hello')
    expect(await ask(second)).to.equal(410)
    await until(
      () => second.services.code.doing('hello'),
      doing => doing === undefined,
    )
    await press(first, 'activate', 'hello')
    expect(
      await until(
        () => ask(second),
        found => typeof found === 'object',
      ),
    ).to.deep.include({ all: [1] })
  })

  it('takes what it kept along when it is uninstalled, or leaves it for the next time', async () => {
    const panel = await open(['hello'])
    const uninstall = async (data: 'keep' | 'delete') => {
      const managed = await panel.services.manage.uninstall('hello', data, soukItself)
      if (managed.kind === 'begun') await panel.services.operations.ended(managed.operation.id, 15_000)
    }
    await ask(panel, '/add')
    const wanted = { values: { greeting: 'Hi' }, secrets: { key: 'sealed' } }
    await panel.services.manage.saveSettings('hello', wanted, soukItself)
    await uninstall('keep')
    expect(await ask(panel)).to.equal(404)
    await install(panel, 'hello')
    const kept = await ask(panel)
    expect(kept).to.deep.include({ all: [1] })
    expect(kept.settings.key).to.match(/^\{\{secret:key:\w+\}\}$/)
    await uninstall('delete')
    await install(panel, 'hello')
    expect(await ask(panel)).to.deep.include({ all: null, settings: { greeting: 'Hi' } })
  })

  it('is called on time, and once however long the panel was away', async () => {
    let now = stopped('2026-11-22T05:59:00.000Z')
    const panel = await open(['hello'], { now: () => now() })
    const db = await openDb(panel.services.settings.databaseUrl, migrations)
    // when it is next due is kept at the first look
    await until(
      () => schedulesIn(db.knex).all(),
      known => known.length === 1,
    )
    await db.close()
    now = stopped('2026-11-22T05:59:59.000Z')
    await panel.services.code.restart('hello', soukItself)
    expect(await ask(panel)).to.deep.include({ all: null })
    now = hurried('2026-11-22T06:00:01.000Z')
    await until(
      () => ask(panel),
      ({ all }) => all?.length === 1,
    )
    now = hurried('2026-11-25T09:00:00.000Z')
    const { all } = await until(
      () => ask(panel),
      found => found.all?.length > 1,
    )
    expect(all.map((at: string) => at.slice(0, 10))).to.deep.equal(['2026-11-22', '2026-11-23'])
  })

  it('has pages for operators, with a form that only our own page can send', async () => {
    const panel = await open(['hello'])
    const ben = await panel.as('ben')
    await ben.get('/pages/hello/today')
    expect(ben.page().text).to.include('Ben').and.to.include('This page is made by the add-on Hello.')
    expect((await ben.press('Go', { go: 'home' })).text).to.include('home')
    const foreign = await ben.fetch('/pages/hello/today', {
      method: 'POST',
      body: new URLSearchParams({ go: 'away' }),
    })
    expect(foreign.status).to.equal(403)
    expect((await panel.visitor().fetch('/pages/hello/today')).status).to.equal(303)
    for (const path of ['/pages/hello/other', '/pages/nobody/today', '/pages/hello/constructor'])
      expect((await ben.fetch(path)).status, path).to.equal(404)
    await press(panel, 'deactivate', 'hello')
    expect((await ben.fetch('/pages/hello/today')).status).to.equal(410)
  })

  it('shows a line to operators above every page, for a day, as text', async () => {
    let now = new Date()
    const panel = await open(['hello'], { now: () => now })
    const ada = await panel.as('ada')
    await ask(panel, '/notify')
    expect((await ada.get('/languages')).text).to.include('Hello: Look <here>')
    await ask(panel, '/hush')
    expect((await ada.get('/languages')).text).not.to.include('Look')
    await ask(panel, '/notify')
    now = new Date(now.getTime() + 25 * 3_600_000)
    expect((await (await panel.as('ada')).get('/languages')).text).not.to.include('Look')
  })

  it('is back in a moment when the process that runs it was killed, and nobody waits for that', async () => {
    const panel = await open(['hello'])
    await ask(panel, '/add')
    const { pid } = (await panel.services.code.runner()) ?? {}
    if (pid) process.kill(pid, 'SIGKILL')
    const begun = performance.now()
    expect(await ask(panel)).to.satisfy((found: unknown) => found === 503 || typeof found === 'object')
    expect(performance.now() - begun).to.be.lessThan(1_500)
    const there = await until(
      () => ask(panel),
      found => typeof found === 'object',
    )
    expect(there).to.deep.include({ all: [1] })
    expect((await panel.services.code.runner())?.pid).not.to.equal(pid)
  })

  it('is switched off when it cannot be loaded any more, three times, and the panel starts all the same', async () => {
    let now = new Date()
    const panel = await open(['hello'], { now: () => now })
    await install(panel, 'broken')
    const db = await openDb(panel.services.settings.databaseUrl, migrations)
    const one = await installationsIn(db.knex).find('broken')
    if (one) await installationsIn(db.knex).put({ ...one, active: true, failure: null })
    await db.close()
    const off = await until(async () => {
      now = new Date(now.getTime() + 200)
      const found = await panel.services.installations.find('broken')
      return found?.active === false ? found.failure : undefined
    })
    expect(off?.code).to.equal('code-failed')
    expect(await ask(panel)).to.deep.include({ all: null })
  })

  it('is not loaded when its bytes are no longer the signed ones, and says so', async () => {
    const panel = await open(['hello'])
    const file = join(panel.dataDir, 'panel/addons/hello/1.0.0/main.js')
    appendFileSync(file, '// one more line')
    await panel.services.code.restart('hello', soukItself)
    const one = await until(
      () => panel.services.installations.find('hello'),
      found => found?.altered === true,
    )
    expect(one).to.include({ active: true, altered: true })
    expect(await ask(panel)).to.equal(503)
  })

  it('is named where it failed, and can be restarted by hand', async () => {
    const panel = await open(['hello'])
    const lines = (await panel.services.code.log('hello')).length
    expect(await panel.services.code.restart('hello', commandLine)).to.equal(true)
    expect(await ask(panel)).to.deep.include({ all: null })
    expect((await panel.services.code.log('hello')).length).to.equal(lines)
    expect(await panel.services.code.restart('nobody', commandLine)).to.equal(false)
  })
})

describe('Safe mode', function () {
  this.timeout(60_000)
  let market: Awaited<ReturnType<typeof codeMarket>>
  before(async () => {
    market = await codeMarket(samples)
  })
  after(() => market.close())

  const hook = async (panel: TestPanel, slug = 'hello') =>
    (await panel.visitor().fetch(`/hooks/${slug}`)).status

  it('ends all add-on code at once, says so on every page, and has two exits', async () => {
    const panel = await market.panelWith(['hello', 'fickle'])
    const { safeMode } = panel.services.code
    expect(await safeMode.on(commandLine)).to.equal(true)
    const answer = await panel.visitor().fetch('/hooks/hello')
    expect([answer.status, answer.headers.get('retry-after')]).to.deep.equal([503, '300'])
    await until(
      () => panel.services.code.doing('hello'),
      doing => doing === undefined,
    )
    const ada = await panel.as('ada')
    expect((await ada.get('/languages')).text).to.include('Safe mode is on: no channel or plugin runs.')
    expect((await ada.get('/addons/broken')).text).to.include('Safe mode')
    expect(await safeMode.state()).to.deep.include({
      kind: 'on',
      because: 'operator',
      ran: ['fickle', 'hello'],
    })

    const off = await panel.services.manage.deactivate('hello', soukItself)
    if (off.kind === 'begun') await panel.services.operations.ended(off.operation.id, 5_000)
    expect(await safeMode.off('as now', commandLine)).to.equal('done')
    expect(
      await until(
        () => hook(panel, 'fickle'),
        status => status === 200,
      ),
    ).to.equal(200)
    expect(await hook(panel)).to.equal(410)

    await safeMode.on(commandLine)
    await safeMode.off('as before', commandLine)
    expect(await hook(panel)).to.equal(410)
    await panel.stop()
  })

  it('brings back what was switched off meanwhile, if that is the wish', async () => {
    const panel = await market.panelWith(['hello'])
    const { safeMode } = panel.services.code
    await safeMode.on(commandLine)
    const off = await panel.services.manage.deactivate('hello', soukItself)
    if (off.kind === 'begun') await panel.services.operations.ended(off.operation.id, 5_000)
    expect(await hook(panel)).to.equal(410)
    expect(await safeMode.off('as before', commandLine)).to.equal('done')
    expect(
      await until(
        () => hook(panel),
        status => status === 200,
      ),
    ).to.equal(200)
    await panel.stop()
  })

  it('stays on as long as the setting says so', async () => {
    const panel = await market.panelWith([], { env: { SAFE_MODE: '1' } })
    const { safeMode } = panel.services.code
    expect(await safeMode.state()).to.include({ kind: 'on', because: 'setting' })
    expect(await safeMode.off('as now', commandLine)).to.equal('kept on')
    expect((await install(panel, 'hello')).failure?.code).to.equal('safe-mode')
    await panel.stop()
  })

  it('comes by itself when the panel goes down again and again soon after its start', async () => {
    let now = new Date()
    const panel = await market.panelWith(['hello'], { now: () => now })
    const { runCode } = panel
    for (let start = 0; start < 3; start++) {
      expect(panel.services.code.safeMode.isOn(), String(start)).to.equal(false)
      now = new Date(now.getTime() + 20_000)
      await runCode()
    }
    expect(await panel.services.code.safeMode.state()).to.include({ kind: 'on', because: 'crashes' })
    expect(await hook(panel)).to.equal(503)
    const ada = await panel.as('ada')
    expect((await ada.get('/languages')).text).to.include('went down several times')
    await panel.stop()
  })
})

describe('The life of an add-on that runs code', function () {
  this.timeout(60_000)
  let market: Awaited<ReturnType<typeof codeMarket>>
  before(async () => {
    market = await codeMarket(samples)
  })
  after(() => market.close())

  eachDatabaseUrl((_, freshUrl) => {
    it('is the same on each database', async () => {
      const panel = await market.panelWith(['hello'], { databaseUrl: await freshUrl() })
      const { html } = await panel.visitor().fetch('/hooks/hello/fill')
      expect(JSON.parse(html)).to.deep.equal({
        codes: ['kept', 'kept', 'no room', 'no room', 'kept'],
        keys: ['b', 'c'],
      })
      await panel.visitor().fetch('/hooks/hello/notify')
      expect(await panel.services.code.notices()).to.deep.include.members([])
      expect((await panel.services.code.notices()).map(({ text }) => text)).to.deep.equal(['Look <here>'])
      expect(await panel.services.code.deliveries('hello')).to.deep.equal({ done: 0, waiting: 0, dead: 0 })
      const why = 'souk.storage.set was refused (no room): It may keep 1000 bytes, and this is more.'
      expect((await panel.services.code.log('hello')).map(({ text }) => text)).to.deep.equal([why])
      // as after a new start: what was written and what went wrong last is still there
      const anew = await makeServices(panel.services.settings)
      expect((await anew.services.code.log('hello')).map(({ text }) => text)).to.deep.equal([why])
      const { isLoaded, lastError } = await anew.services.code.glance('hello')
      expect([isLoaded, lastError?.text]).to.deep.equal([false, why])
      await anew.close()
      await panel.stop()
    })
  })
})
