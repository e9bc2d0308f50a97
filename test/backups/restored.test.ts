import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect } from 'chai'
import { after, afterEach, before, beforeEach, describe, it } from 'mocha'
import { backUp, restore } from '../../config/backups.ts'
import type { Wiring } from '../../config/services.ts'
import type { Settings } from '../../config/settings.ts'
import { connectionIn } from '../../db/connection.ts'
import { openDb } from '../../db/index.ts'
import { migrations } from '../../db/migrations/index.ts'
import { vaultWith } from '../../gateways/vault.ts'
import { type Market, market } from '../support/market.ts'
import {
  ada,
  connectAs,
  japanese,
  type PayingHelpDesk,
  payingHelpDesk,
  plainEnglish,
  spender,
} from '../support/paying.ts'
import { startPanel, type TestPanel } from '../support/panel.ts'
import { createDatabase, dropDatabase } from '../support/postgres.ts'
import { until } from '../support/programs.ts'
import { french, languagePack } from '../support/samples.ts'
import { send } from '../support/tampering.ts'
import { adaHerself, installChannel, writeTo } from '../support/inbox.ts'

const ido = languagePack(
  'ido',
  'io',
  'Ido',
  { 'layout.sign-out': 'Ekirar' },
  {
    settings: {
      type: 'object',
      properties: { key: { type: 'string', title: 'Key', 'x-secret': true }, city: { type: 'string' } },
      required: ['key'],
    },
  },
)
const placing = /^POST \/api\/v1\/purchases$/

describe('A help desk that was restored from a backup', function () {
  this.timeout(60_000)
  let shop: Market
  let desk: PayingHelpDesk
  let folder = ''
  const opened: { close: () => Promise<void> }[] = []
  before(async () => {
    shop = await market([french, japanese, plainEnglish, ido])
  })
  after(() => shop.close())
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'souk-restored-'))
    desk = await payingHelpDesk(shop, { patience: { charge: 20_000, read: 5_000 } })
  })
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close()
    await desk.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const settings = () => desk.services.settings
  const file = () => join(folder, 'backup.jsonl.gz')
  const make = () => backUp(settings(), new Date(), file())
  const elsewhere = (): Partial<Settings> => ({
    dataDir: join(folder, 'elsewhere'),
    databaseUrl: `sqlite:${join(folder, 'elsewhere', 'souk.db')}`,
  })
  const put = (change: Partial<Settings> = {}) =>
    restore({ ...settings(), ...elsewhere(), ...change }, file(), { replace: false, now: () => new Date() })

  /** on another machine with an empty disk, started, with what a panel does by itself once it listens */
  const onAnotherMachine = async (change: Partial<Settings> = {}) => {
    const told = await put(change)
    const wiring = await desk.second({ ...elsewhere(), ...change })
    opened.push(wiring)
    await wiring.recover()
    return { ...wiring, told }
  }
  const keptFresh = async ({ services }: Wiring) => {
    expect(await services.refreshCatalogue()).to.include({ kind: 'fresh' })
    await services.entitlements.sync()
    for (const { id } of await services.operations.openAll()) await services.operations.ended(id, 10_000)
  }
  const install = async (services: Wiring['services'], slug: string) => {
    const addon = await services.addons.find(slug)
    if (!addon) throw new Error(`no ${slug}`)
    const started = await services.install(addon, spender)
    if (started.kind === 'refused') throw new Error(JSON.stringify(started.why))
    return services.operations.ended(started.operation.id, 10_000)
  }

  it('fetches every release that is missing on its disk, once it has read the list again', async () => {
    await install(desk.services, 'french')
    await desk.buy('japanese', 'monthly')
    await make()
    const moved = await onAnotherMachine()
    const { services } = moved
    // the list of add-ons is not there yet: nothing is fetched, nothing is given up
    expect((await services.installations.all()).map(({ altered }) => altered)).to.deep.equal([true, true])
    expect(await services.operations.openAll()).to.deep.equal([])

    await keptFresh(moved)
    const found = await services.installations.all()
    expect(found.map(({ addon, active, altered }) => [addon, active, altered])).to.deep.equal([
      ['french', true, false],
      ['japanese', true, false],
    ])
    for (const slug of ['french', 'japanese'])
      expect(
        existsSync(join(folder, 'elsewhere/addons', slug, '1.0.0/files/messages.json')) ||
          existsSync(join(folder, 'elsewhere/addons', slug, '1.0.0/messages.json')),
      ).to.equal(true)
    expect((await services.languages.choices(0)).map(({ code }) => code)).to.include.members(['fr', 'ja'])
    expect(await desk.charges()).to.deep.equal(['japanese 400 USD monthly'])
  })

  it('had nothing in its backup that opens a door: no token, key or secret in plain', async () => {
    await install(desk.services, 'ido')
    const wanted = { values: { city: 'Oslo' }, secrets: { key: 'the-secret-of-ido' } }
    await desk.services.manage.saveSettings('ido', wanted, ada)
    const db = await openDb(settings().databaseUrl, migrations)
    const vault = vaultWith(settings().secretKey)
    const stored = await connectionIn(db, vault, () => new Date()).find()
    await db.close()
    if (stored?.tokens.kind !== 'open') throw new Error('not connected')
    await make()
    const text = gunzipSync(readFileSync(file())).toString('utf8')
    expect(text).to.include('Oslo').and.to.include('olive@example.com')
    const { secretKey, clientSecret, licenceKey } = settings()
    const secrets = { ...stored.tokens, secretKey, clientSecret, licenceKey, own: 'the-secret-of-ido' }
    const names = ['access', 'refresh', 'secretKey', 'clientSecret', 'licenceKey', 'own'] as const
    for (const name of names) {
      expect(secrets[name], name).to.have.length.above(10)
      expect(text.includes(String(secrets[name])), name).to.equal(false)
    }
    expect(text).not.to.include('demo-password')
  })

  it('offers what was bought after the backup for installation, and charges nothing again', async () => {
    await make()
    await desk.buy('plain-english', 'one-time')
    const moved = await onAnotherMachine()
    await keptFresh(moved)
    const { services } = moved
    expect(await services.installations.all()).to.deep.equal([])
    expect(await services.entitlements.latestFor('plain-english')).to.include({ state: 'active' })
    expect(await install(services, 'plain-english')).to.include({ state: 'done' })
    expect(await desk.charges()).to.deep.equal(['plain-english 1900 USD one-time'])
  })

  it('does not go on with a charge that was under way, and finds out what became of it', async () => {
    let release = () => {}
    const held = new Promise<void>(done => (release = done))
    desk.area.failWith(placing, async (res, effect) => {
      await held
      send(res, await effect())
    })
    const buying = desk.buy('japanese', 'monthly')
    await until(
      () => desk.area.asked().some(request => placing.test(request)),
      () => 'the charge to be asked for',
    )
    await make()
    release()
    expect(await buying).to.include({ state: 'done' })
    const asked = desk.area.asked().length

    const moved = await onAnotherMachine()
    const { services, told } = moved
    expect(told.closed).to.deep.equal([{ addon: 'japanese', change: 'purchase' }])
    expect(await services.operations.openAll()).to.deep.equal([])
    const last = await services.operations.latestFor('japanese')
    expect(last).to.deep.include({
      state: 'failed',
      failure: { code: 'restored', values: { name: 'Japanese' } },
    })
    expect(await services.purchases.openFor('japanese')).to.include({ state: 'unknown' })

    await keptFresh(moved)
    expect(await services.purchases.latestFor('japanese')).to.include({ state: 'paid' })
    expect(
      desk.area
        .asked()
        .slice(asked)
        .filter(request => placing.test(request)),
    ).to.deep.equal([])
    expect(await services.installations.find('japanese')).to.equal(undefined)
    expect(await install(services, 'japanese')).to.include({ state: 'done' })
    expect(await desk.charges()).to.deep.equal(['japanese 400 USD monthly'])
    const lines = []
    for await (const line of services.activity.each({ addon: 'japanese' }))
      if (line.reference === last?.id) lines.push([line.result, line.detail?.includes('by a restore')])
    expect(lines).to.deep.equal([
      // found at the client area
      ['done', false],
      ['interrupted', true],
      ['started', false],
    ])
  })

  it('takes back an order that never arrived, so that it can’t be charged later either', async () => {
    desk.area.failWith(placing, res => void res.destroy())
    desk.area.failWith(/\/purchases\/[\w-]+(\/withdrawal)?$/, res => void res.destroy())
    const buying = desk.buy('japanese', 'monthly')
    await until(
      () => desk.area.asked().some(request => placing.test(request)),
      () => 'the charge to be asked for',
    )
    await make()
    await buying
    desk.area.recover()
    const moved = await onAnotherMachine()
    await keptFresh(moved)
    expect(await moved.services.purchases.latestFor('japanese')).to.include({ state: 'not sent' })
    expect(await desk.charges()).to.deep.equal([])
  })

  it('shows the invoice of an order that was placed after the backup', async () => {
    await make()
    await desk.payWith('4000 0000 0000 0002')
    expect((await desk.buy('japanese', 'monthly')).failure).to.deep.include({ code: 'payment-due' })
    const moved = await onAnotherMachine()
    await keptFresh(moved)
    expect(await moved.services.purchases.openFor('japanese')).to.include({ state: 'payment due' })
  })

  it('switches off what was cancelled after the backup', async () => {
    await desk.buy('japanese', 'monthly')
    await make()
    const cancelled = await desk.services.entitlements.cancel('japanese', spender)
    if (!('operation' in cancelled)) throw new Error(JSON.stringify(cancelled))
    await desk.services.operations.ended(cancelled.operation.id, 10_000)
    const moved = await onAnotherMachine()
    expect(await moved.services.installations.find('japanese')).to.include({ active: true })
    await keptFresh(moved)
    await moved.services.entitlements.sync()
    expect(await moved.services.installations.find('japanese')).to.include({ active: false })
  })

  it('sends no reply for the second time: what was waiting is for an operator to decide', async () => {
    const { inbox } = desk.services
    await installChannel(desk.panel)
    const { conversation } = await writeTo(inbox)
    await inbox.reply(conversation, { text: 'It is on its way.' }, adaHerself)
    const { conversation: other } = await writeTo(inbox)
    await make()
    const { services, told } = await onAnotherMachine()
    expect(told.unsent).to.equal(1)
    const [, reply] = (await services.inbox.messages(conversation)).messages
    expect(reply).to.include({ state: 'failed' })
    expect(reply?.why).to.match(/may have been sent/)
    expect(await services.inbox.waitingFor('web-form')).to.deep.equal([])
    expect(await services.inbox.find(conversation)).to.include({ wants: 'retry' })
    expect(await services.inbox.find(other)).to.include({ wants: 'answer' })
  })

  it('runs the release it ran, where the backup was made in the middle of an update', async () => {
    await install(desk.services, 'french')
    const db = await openDb(settings().databaseUrl, migrations)
    const previous = JSON.stringify({
      version: '0.9.0',
      generation: 1,
      settings: {},
      active: true,
      at: 'x',
      by: 'Ada',
    })
    await db.knex('installations').update({ generation: 2, moving: 'operation', previous })
    const release = await db.knex('releases').first()
    await db.knex('releases').insert([
      { ...release, version: '0.9.0' },
      { ...release, version: '2.0.0' },
    ])
    for (const generation of [1, 2, 3])
      await db.knex('addon_storage').insert({ addon: 'french', generation, key: 'k', value: '1', bytes: 2 })
    const watch = { addon: 'french', operation: 'o', from_version: '0.9.0', to_version: '1.0.0' }
    await db
      .knex('update_watches')
      .insert({ ...watch, since: 'x', until: 'x', ran_at: 'x', calls: 0, failures: 0 })
    await db.close()
    await make()

    await onAnotherMachine()
    const restored = await openDb(elsewhere().databaseUrl ?? '', migrations)
    expect(await restored.knex('installations').first()).to.include({
      version: '1.0.0',
      moving: null,
      previous,
    })
    expect(await restored.knex('releases').orderBy('version').pluck('version')).to.deep.equal([
      '0.9.0',
      '1.0.0',
    ])
    expect(await restored.knex('addon_storage').orderBy('generation').pluck('generation')).to.deep.equal([
      1, 2,
    ])
    expect(await restored.knex('update_watches')).to.deep.equal([])
    await restored.close()
  })

  it('asks whether it moved or is a copy where its address is another one, and asks the client area nothing before', async () => {
    await desk.buy('japanese', 'monthly')
    await make()
    const publicUrl = new URL('https://other.example')
    const moved = await onAnotherMachine({ publicUrl })
    expect(moved.told).to.include({ moved: true, login: 'stands' })
    expect(await moved.services.connection.current()).to.include({ place: 'moved or copy' })
  })

  it('refuses a list that is older than the newest one it had seen, although its disk is empty', async () => {
    const replay = await shop.remember()
    await shop.publish(languagePack('german', 'de', 'Deutsch', {}))
    await desk.services.refreshCatalogue()
    await make()
    await replay()
    const { services } = await onAnotherMachine()
    expect(await services.refreshCatalogue()).to.include({ kind: 'failed', reason: 'rollback' })
    await shop.publish(
      languagePack('german', 'de', 'Deutsch', {}),
      languagePack('spanish', 'es', 'Español', {}),
    )
    expect(await services.refreshCatalogue()).to.include({ kind: 'fresh' })
  })

  describe('with another SECRET_KEY', () => {
    const secretKey = 'another key than the one of the backup'
    let panel: TestPanel
    beforeEach(async () => {
      await desk.buy('japanese', 'monthly')
      expect(await install(desk.services, 'ido')).to.include({ failure: null })
      const saved = await desk.services.manage.saveSettings(
        'ido',
        { values: { city: 'Oslo' }, secrets: { key: 's3cret' } },
        ada,
      )
      expect(saved).to.deep.equal({ kind: 'saved', unfinished: false })
      expect(await desk.services.installations.find('ido')).to.include({ active: true })
      await make()
      const told = await put({ secretKey })
      expect(told).to.deep.include({ login: 'another SECRET_KEY', withoutSecrets: ['Ido'] })
      panel = await startPanel({
        seeded: false,
        dataDir: join(folder, 'panel'),
        databaseUrl: elsewhere().databaseUrl ?? '',
        catalogueUrl: shop.url,
        catalogueRoot: shop.root,
        env: { ...desk.area.settings, SECRET_KEY: secretKey },
      })
      opened.push({ close: () => panel.stop() })
    })

    const freeOneIsFetched = () =>
      until(
        async () => (await panel.services.installations.find('ido'))?.altered === false,
        () => 'the free release to be fetched',
      )

    it('starts, answers every page, asks for Login and names the add-ons whose secrets are missing', async () => {
      const { services } = panel
      await services.refreshCatalogue()
      await freeOneIsFetched()
      const browser = await panel.as('ada')
      const addresses = [
        '/addons',
        '/addons/japanese',
        '/addons/ido',
        '/addons/plain-english',
        '/languages',
        '/channels',
        '/plugins',
      ]
      const more = [
        '/languages/ido/settings',
        '/purchases',
        '/updates',
        '/activity',
        '/inbox',
        '/status',
        '/settings',
        '/profile',
      ]
      for (const address of [...addresses, ...more]) {
        const page = await browser.get(address)
        expect([address, page.status]).to.deep.equal([address, 200])
      }
      expect((await browser.get('/addons/plain-english')).text).to.include('Login')
      expect((await browser.get('/addons')).text).to.include('Needs set-up')
      expect((await browser.get('/languages')).text).to.include('Needs set-up')
      expect(await services.connection.state()).to.include({ kind: 'unreadable' })
      expect(await services.entitlements.sync()).to.deep.equal({ kind: 'not connected' })
    })

    it('goes on after Login, and fetches what is paid for by itself', async () => {
      const { services } = panel
      await services.refreshCatalogue()
      await freeOneIsFetched()
      expect(await services.installations.find('japanese')).to.include({ altered: true })
      await desk.area.moveHelpDesk(panel.url)
      await connectAs('olive', panel, desk.area)
      await until(
        async () => (await services.installations.find('japanese'))?.altered === false,
        () => 'the paid release to be fetched',
      )
      expect(await desk.charges()).to.deep.equal(['japanese 400 USD monthly'])
    })
  })

  it('is the same on PostgreSQL, and on SQLite again after that', async () => {
    await install(desk.services, 'french')
    await desk.buy('japanese', 'monthly')
    await installChannel(desk.panel)
    const { conversation } = await writeTo(desk.services.inbox, { text: 'Où est mon colis ?' })
    await desk.services.inbox.tag(conversation, 'colis')
    const databaseUrl = await createDatabase()
    opened.push({ close: () => dropDatabase(databaseUrl) })
    await make()
    const onServer = await onAnotherMachine({ databaseUrl })
    await keptFresh(onServer)
    await backUp({ ...settings(), databaseUrl }, new Date(), join(folder, 'back.jsonl.gz'))
    await onServer.close()
    opened.pop()

    const back = { dataDir: join(folder, 'back'), databaseUrl: `sqlite:${join(folder, 'back', 'souk.db')}` }
    await restore({ ...settings(), ...back }, join(folder, 'back.jsonl.gz'), {
      replace: false,
      now: () => new Date(),
    })
    const { services, recover, close } = await desk.second(back)
    opened.push({ close })
    await recover()
    await services.refreshCatalogue()
    await services.entitlements.sync()
    expect((await services.installations.all()).map(({ addon, active }) => [addon, active])).to.deep.equal([
      ['french', true],
      ['japanese', true],
      ['web-form', true],
    ])
    const found = await services.inbox.list({ words: 'colis', state: 'all', channel: '', tag: 'colis' }, 1)
    expect(found.conversations.map(({ id }) => id)).to.deep.equal([conversation])
    expect(await services.connection.current()).to.include({ place: 'at home' })
    expect(await desk.charges()).to.deep.equal(['japanese 400 USD monthly'])
  })

  it('goes on numbering what its pages are remembered by, where it took the place of another database', async () => {
    await make()
    const databaseUrl = `sqlite:${join(folder, 'used.db')}`
    const used = await startPanel({ databaseUrl, dataDir: join(folder, 'used') })
    await used.stop()
    const standing = await openDb(databaseUrl, migrations)
    await standing.knex('revisions').update({ number: 77 })
    await standing.close()
    await restore({ ...settings(), databaseUrl }, file(), { replace: true, now: () => new Date() })
    const restored = await openDb(databaseUrl, migrations)
    for (const { number } of await restored.knex('revisions')) expect(number).to.be.above(77)
    await restored.close()
  })
})
