import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import * as nodeFiles from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { after, before, beforeEach, describe, it } from 'mocha'
import { paid, plugin } from '../catalogue/test/support.ts'
import type { Files } from '../gateways/disk.ts'
import type { Client } from './support/client.ts'
import { eachDatabaseUrl } from './support/databases.ts'
import { customerOf, type Market, market } from './support/market.ts'
import { french, german, languagePack } from './support/samples.ts'
import type { PanelOptions, TestPanel } from './support/panel.ts'

const spanish = languagePack('spanish', 'es', 'Español', { 'layout.sign-out': 'Salir' })
const survey = { slug: 'survey', manifest: { ...plugin, name: 'Survey' } }
const japanese = languagePack('japanese', 'ja', '日本語', { 'layout.sign-out': 'サインアウト' }, paid)
const future = languagePack('future', 'fy', 'Frysk', { 'layout.sign-out': 'Oj' }, { supports: '>=9.0.0' })
const rival = languagePack('rival', 'fr', 'Français', { 'layout.sign-out': 'Quitter' })

/** Flips one bit of a published file. */
const flip = (file: string) => {
  const bytes = readFileSync(file)
  bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1)
  return bytes
}

const leftIn = (panel: TestPanel) =>
  ['staging', 'downloads', 'trash', 'addons'].flatMap(area => {
    try {
      return readdirSync(join(panel.dataDir, 'panel', area))
    } catch {
      return []
    }
  })

describe('Installing an add-on', function () {
  this.timeout(40_000)
  let shop: Market
  before(async () => {
    shop = await market([french, german, spanish, survey, japanese, future, rival])
  })
  after(() => shop.close())
  beforeEach(() => shop.behave())

  const panels: TestPanel[] = []
  const customer = async (options: PanelOptions & { connected?: boolean } = {}) => {
    const panel = await customerOf(shop, options)
    panels.push(panel)
    return { panel, ada: await panel.as('ada') }
  }
  after(async () => {
    for (const panel of panels) await panel.stop()
  })

  const press = async (ada: Client, slug: string) => {
    await ada.get(`/addons/${slug}`)
    return ada.press('Install')
  }
  const record = async (ada: Client) =>
    JSON.parse((await ada.fetch('/activity.json')).html) as Record<string, string>[]

  it('takes one press: every stage is done, and the language can be chosen at once', async () => {
    const { ada } = await customer()
    const page = await press(ada, 'french')
    expect(page.text).to.include('French is installed')
    expect(page.text).to.match(/Download done Verify done Unpack done Activate done/)
    expect(page.text).to.include('Started by Ada')
    expect((await ada.get('/profile')).html).to.include('Français')
    expect((await ada.get('/addons/french')).text).to.include('Version 1.0.0 is installed and active')
  })

  it('leaves one record from start to end, under the number of the operation', async () => {
    const { ada } = await customer()
    await press(ada, 'french')
    const lines = (await record(ada)).filter(({ act }) => act === 'addon.install')
    expect(lines.map(({ result }) => result)).to.have.members(['started', 'done'])
    expect(new Set(lines.map(({ reference }) => reference)).size).to.equal(1)
    expect(lines[0]).to.include({ operator: 'Ada', addon: 'french', version: '1.0.0' })
  })

  it('is one operation however often, and by however many, it is pressed', async () => {
    const { panel, ada } = await customer()
    const cleo = await panel.as('cleo')
    let release = () => {}
    const held = new Promise<undefined>(done => (release = () => done(undefined)))
    shop.misbehave(path => (path.endsWith('archive.tgz') ? held : undefined))
    const first = await ada.post('/addons/french/installation')
    const again = await ada.post('/addons/french/installation')
    const cleos = await cleo.post('/addons/french/installation')
    expect([again.location, cleos.location]).to.deep.equal([first.location, first.location])

    expect((await cleo.get('/addons/french')).text).to.include('Started by Ada')
    release()
    expect((await cleo.get(first.location ?? '')).text).to.include('French is installed')
    expect((await ada.post('/addons/french/installation')).text).to.include('French is installed already')
  })

  it('sends fragments that ask again while it runs, and none when it has ended', async () => {
    const { ada } = await customer()
    let release = () => {}
    const held = new Promise<undefined>(done => (release = () => done(undefined)))
    shop.misbehave(path => (path.endsWith('archive.tgz') ? held : undefined))
    const { location } = await ada.post('/addons/french/installation')
    const partial = { headers: { 'hx-request': 'true', 'hx-request-type': 'partial' } }
    const running = await ada.fetch(location ?? '', partial)
    expect(running.html).to.include('hx-trigger="every 700ms"').and.not.to.include('<html')
    expect(running.text).to.include('Installing French').and.to.include('Download in progress')
    release()
    expect((await ada.get(location ?? '')).html).not.to.include('every 700ms')
  })

  const refusals: { title: string; act: (path: string) => Buffer | 'cut' | undefined; says: RegExp }[] = [
    {
      title: 'an archive of which one byte was changed',
      act: path =>
        path.endsWith('french/1.0.0/archive.tgz')
          ? flip(shop.file('releases/french/1.0.0/archive.tgz'))
          : undefined,
      says: /files of French at the catalogue are not the ones the vendor signed/,
    },
    {
      title: 'a signed list of which one byte was changed',
      act: path =>
        path.endsWith('french/1.0.0/release.json')
          ? flip(shop.file('releases/french/1.0.0/release.json'))
          : undefined,
      says: /not the ones the vendor signed/,
    },
    {
      title: 'the archive of another add-on under its name',
      act: path =>
        path.endsWith('french/1.0.0/archive.tgz')
          ? readFileSync(shop.file('releases/german/1.0.0/archive.tgz'))
          : undefined,
      says: /not the ones the vendor signed|did not hand out|more for French than is signed|less for French/,
    },
    {
      title: 'an archive that is cut short',
      act: path => (path.endsWith('archive.tgz') ? 'cut' : undefined),
      says: /sent less for French than is signed/,
    },
    {
      title: 'a file that is longer than signed',
      act: path => (path.endsWith('archive.tgz') ? Buffer.alloc(100_000) : undefined),
      says: /sent more for French than is signed/,
    },
  ]
  for (const { title, act, says } of refusals)
    it(`refuses ${title}, names the reason, and leaves nothing behind`, async () => {
      const { panel, ada } = await customer()
      shop.misbehave(act)
      const page = await press(ada, 'french')
      expect(page.text).to.include('French could not be installed').and.to.match(says)
      expect(leftIn(panel)).to.deep.equal([])
      expect(await panel.services.installations.all()).to.deep.equal([])
      expect((await record(ada))[0]).to.include({ act: 'addon.install', result: 'failed' })

      shop.behave()
      expect((await ada.press('Try again')).text).to.include('French is installed')
    })

  it('asks once more for bytes that arrived wrong, and installs when they are right then', async () => {
    const { ada } = await customer()
    let wrong = 1
    shop.misbehave(path => (path.endsWith('archive.tgz') && wrong-- > 0 ? Buffer.from('no') : undefined))
    expect((await press(ada, 'french')).text).to.include('French is installed')
  })

  it('says so when the catalogue is gone, and other pages go on', async () => {
    const { panel, ada } = await customer({ env: { CATALOGUE_URL: 'http://127.0.0.1:9' } })
    const page = await press(ada, 'french')
    expect(page.text).to.include('The catalogue at 127.0.0.1:9 cannot be reached')
    expect((await ada.get('/languages')).status).to.equal(200)
    expect(leftIn(panel)).to.deep.equal([])
  })

  const reasons: [string, PanelOptions & { connected?: boolean }, string, RegExp][] = [
    [
      'nobody has logged in to the client area',
      { connected: false },
      'french',
      /Log in to the client area first/,
    ],
    ['it has a price', {}, 'japanese', /has to be purchased/],
    ['it needs another help desk', {}, 'future', /needs help desk 9\.0\.0 or newer/],
    ['the panel works offline', { env: { OFFLINE: '1' } }, 'french', /set to work offline/],
    ['safe mode is on', { env: { SAFE_MODE: '1' } }, 'french', /Safe mode is on/],
  ]
  for (const [title, options, slug, says] of reasons)
    it(`is refused where ${title}, whatever the browser sends`, async () => {
      const { panel, ada } = await customer(options)
      const answer = await ada.post(`/addons/${slug}/installation`)
      expect(answer.status).to.equal(409)
      expect(answer.text).to.match(says).and.to.include('Nothing was changed')
      expect(await panel.services.operations.openAll()).to.deep.equal([])
    })

  it('is refused for a second pack of one language', async () => {
    const { ada } = await customer()
    await press(ada, 'french')
    const answer = await ada.post('/addons/rival/installation')
    expect(answer.status).to.equal(409)
    expect(answer.text).to.include('French already speaks this language (fr)')
  })

  it('names the full disk, gives the space back, and can be tried again', async () => {
    let full = true
    const files: Files = {
      ...nodeFiles,
      open: (...args) =>
        full && String(args[0]).includes('archive.tgz')
          ? Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' }))
          : nodeFiles.open(...args),
    }
    const { panel, ada } = await customer({ files })
    expect((await press(ada, 'french')).text).to.match(/The disk with the folder \S+ is full/)
    expect(leftIn(panel)).to.deep.equal([])
    full = false
    expect((await ada.press('Try again')).text).to.include('French is installed')
  })

  it('refuses to overwrite a folder that somebody else put there', async () => {
    const { panel, ada } = await customer()
    const folder = join(panel.dataDir, 'panel', 'addons', 'french', '1.0.0')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'messages.json'), '{}')
    expect((await press(ada, 'french')).text).to.include('Souk did not put it there')
    expect(readFileSync(join(folder, 'messages.json'), 'utf8')).to.equal('{}')
  })

  it('shows the operation to those who may install, and to nobody else', async () => {
    const { panel, ada } = await customer()
    const { location } = await ada.post('/addons/french/installation')
    await ada.get(location ?? '')
    const ben = await panel.as('ben')
    expect((await ben.fetch(location ?? '')).status).to.equal(404)
    expect((await (await panel.as('cleo')).fetch(location ?? '')).status).to.equal(200)
    expect((await ada.fetch('/operations/nonsense')).status).to.equal(404)
    expect((await ben.post('/addons/french/installation')).status).to.equal(403)
  })
})

describe('The life of an installation', function () {
  this.timeout(60_000)
  let shop: Market
  before(async () => {
    shop = await market()
  })
  after(() => shop.close())

  eachDatabaseUrl((_, freshUrl) => {
    it('is the same on each database: installed, switched off and on, uninstalled, recorded', async () => {
      const panel = await customerOf(shop, { databaseUrl: await freshUrl() })
      const ada = await panel.as('ada')
      await ada.get('/addons/french')
      expect((await ada.press('Install')).text).to.include('French is installed')
      await ada.get('/languages')
      expect((await ada.press('Deactivate')).text).to.include('French is no longer active')
      expect((await ada.press('Activate')).text).to.include('French is active')
      await ada.get('/languages/french/uninstallation')
      expect((await ada.press('Uninstall', { data: 'delete' })).text).to.include('French is uninstalled')
      const lines = JSON.parse((await ada.fetch('/activity.json')).html) as Record<string, string>[]
      const done = lines.filter(({ result, act }) => result === 'done' && act?.startsWith('addon.'))
      expect(done.map(({ act }) => act)).to.deep.equal([
        'addon.uninstall',
        'addon.activate',
        'addon.deactivate',
        'addon.install',
      ])
      await panel.stop()
    })
  })
})
