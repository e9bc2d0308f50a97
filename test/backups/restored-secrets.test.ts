import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect } from 'chai'
import { beforeEach, describe, it } from 'mocha'
import { connectionIn } from '../../db/connection.ts'
import { openDb } from '../../db/index.ts'
import { migrations } from '../../db/migrations/index.ts'
import { vaultWith } from '../../gateways/vault.ts'
import { startPanel, type TestPanel } from '../support/panel.ts'
import { ada, connectAs } from '../support/paying.ts'
import { until } from '../support/programs.ts'
import { install, restoredDesk } from '../support/restored-desk.ts'
import { languagePack } from '../support/samples.ts'

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

describe('A help desk that keeps secrets, and was restored from a backup', function () {
  this.timeout(60_000)
  const { shop, desk, settings, at, opened, file, make, elsewhere, put } = restoredDesk([ido])

  it('had nothing in its backup that opens a door: no token, key or secret in plain', async () => {
    await install(desk().services, 'ido')
    const wanted = { values: { city: 'Oslo' }, secrets: { key: 'the-secret-of-ido' } }
    await desk().services.manage.saveSettings('ido', wanted, ada)
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

  describe('with another SECRET_KEY', () => {
    const secretKey = 'another key than the one of the backup'
    let panel: TestPanel
    beforeEach(async () => {
      await desk().buy('japanese', 'monthly')
      expect(await install(desk().services, 'ido')).to.include({ failure: null })
      const saved = await desk().services.manage.saveSettings(
        'ido',
        { values: { city: 'Oslo' }, secrets: { key: 's3cret' } },
        ada,
      )
      expect(saved).to.deep.equal({ kind: 'saved', unfinished: false })
      expect(await desk().services.installations.find('ido')).to.include({ active: true })
      await make()
      const told = await put({ secretKey })
      expect(told).to.deep.include({ login: 'another SECRET_KEY', withoutSecrets: ['Ido'] })
      panel = await startPanel({
        seeded: false,
        dataDir: at('panel'),
        databaseUrl: elsewhere().databaseUrl,
        catalogueUrl: shop().url,
        catalogueRoot: shop().root,
        env: { ...desk().area.settings, SECRET_KEY: secretKey },
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
      await desk().area.moveHelpDesk(panel.url)
      await connectAs('olive', panel, desk().area)
      await until(
        async () => (await services.installations.find('japanese'))?.altered === false,
        () => 'the paid release to be fetched',
      )
      expect(await desk().charges()).to.deep.equal(['japanese 400 USD monthly'])
    })
  })
})
