import { existsSync, readFileSync } from 'node:fs'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { openDb } from '../db/index.ts'
import { migrations } from '../db/migrations/index.ts'
import { type PublishedCatalogue, publishedCatalogue } from './support/catalogue.ts'
import { eachDatabaseUrl } from './support/databases.ts'
import { startPanel, type TestPanel } from './support/panel.ts'
import { startNode, until } from './support/programs.ts'

const day = 86_400_000

eachDatabaseUrl((engine, freshUrl) => {
  describe(`The signed catalogue, read by a panel on ${engine}`, function () {
    this.timeout(30_000)
    let catalogue: PublishedCatalogue
    let panel: TestPanel
    let ahead = 0

    const start = async (
      more: { catalogueRoot?: string; env?: Record<string, string>; dataDir?: string } = {},
    ) =>
      startPanel({
        catalogueUrl: catalogue.url,
        catalogueRoot: catalogue.root,
        databaseUrl: await freshUrl(),
        now: () => new Date(Date.now() + ahead),
        ...more,
      })
    const refresh = () => panel.services.refreshCatalogue()
    const standing = () => panel.services.addons.standing()
    const slugs = async () => (await search()).map(({ slug }) => slug)
    const search = async (words = '') =>
      (
        await panel.services.addons.search({
          words,
          kinds: [],
          prices: [],
          sort: words ? 'relevance' : 'name',
          page: 1,
        })
      ).addons

    beforeEach(async () => {
      ahead = 0
      catalogue = await publishedCatalogue()
      panel = await start()
    })
    afterEach(async () => {
      await panel.stop()
      await catalogue.close()
    })

    it('shows the published add-ons once they were verified, and knows how long they are good for', async () => {
      expect(await refresh()).to.deep.equal({ kind: 'fresh', changed: 6 })
      expect(await slugs()).to.have.members([
        'auto-reply',
        'french',
        'german',
        'insights',
        'japanese',
        'telegram',
      ])
      const { kind, ...rest } = await standing()
      expect(kind).to.equal('fresh')
      expect(rest).to.have.keys('asOf', 'expires')
    })

    it('says that nothing is new when nothing is, after a handful of bytes', async () => {
      await refresh()
      catalogue.sent()
      expect(await refresh()).to.deep.equal({ kind: 'unchanged' })
      expect(bytes(catalogue.sent())).to.be.below(2_000)
    })

    it('fetches little more than what changed after one new release', async () => {
      await catalogue.publish(
        ...Array.from({ length: 60 }, (_, n) => ({ slug: `pack-${n}`, manifest: { name: `Pack ${n}` } })),
      )
      await refresh()
      const all = bytes(catalogue.sent())
      await catalogue.publish({ slug: 'pack-7', version: '1.1.0', manifest: { name: 'Pack 7' } })
      expect(await refresh()).to.deep.equal({ kind: 'fresh', changed: 1 })
      expect(bytes(catalogue.sent())).to.be.below(all / 2)
      const [newest] = (await panel.services.addons.find('pack-7'))?.releases ?? []
      expect(newest?.version).to.equal('1.1.0')
    })

    it('tells of a withdrawn release at the next refresh', async () => {
      await refresh()
      await catalogue.withdraw('french', '1.0.0', 'stop')
      await refresh()
      const french = await panel.services.addons.find('french')
      expect(french?.releases[0]?.withdrawn).to.include({ severity: 'stop', reason: 'It was broken.' })
    })

    it('goes on with the last copy, marked, while the catalogue is gone, and recovers by itself', async () => {
      await refresh()
      catalogue.stop()
      expect(await refresh()).to.include({ kind: 'failed', reason: 'out-of-reach' })
      expect(await standing()).to.include({ kind: 'stale' })
      expect(await search('telegram')).to.have.length(1)
      catalogue.start()
      expect(await refresh()).to.deep.equal({ kind: 'unchanged' })
      expect(await standing())
        .to.include({ kind: 'fresh' })
        .and.not.to.have.property('lastFailure')
    })

    it('calls the copy stale after a day without a refresh', async () => {
      await refresh()
      ahead = day + 60_000
      expect(await standing()).to.include({ kind: 'stale' })
    })

    it('calls the copy expired when its signature is, and says so of the catalogue too', async () => {
      await refresh()
      ahead = 8 * day
      expect(await standing()).to.include({ kind: 'expired' })
      expect(await slugs()).to.have.length(6)
    })

    it('refuses a catalogue whose signature has expired', async () => {
      await catalogue.sign(new Date(Date.now() - 9 * day))
      expect(await refresh()).to.include({ kind: 'failed', reason: 'expired' })
      expect(await standing()).to.include({ kind: 'never' })
    })

    it("blames this server's clock, not the vendor, when it is far ahead", async () => {
      await refresh()
      ahead = 40 * day
      expect(await refresh()).to.include({ kind: 'failed', reason: 'clock' })
      ahead = 0
      expect(await refresh()).to.deep.equal({ kind: 'unchanged' })
    })

    it('refuses altered signed metadata, and keeps what it had', async () => {
      await refresh()
      await catalogue.publish({ slug: 'spanish' })
      for (const name of ['timestamp.json', '2.snapshot.json', '2.targets.json']) {
        await catalogue.tamperWith(`metadata/${name}`)
        const outcome = await refresh()
        expect(outcome, name).to.include({ kind: 'failed' })
        expect(outcome, name).to.have.property('reason').that.is.oneOf(['tampered', 'unreadable'])
        await catalogue.tamperWith(`metadata/${name}`)
      }
      expect(await slugs()).to.have.length(6)
      expect(await refresh()).to.include({ kind: 'fresh' })
      expect(await slugs()).to.have.length(7)
    })

    it('refuses an altered list, whichever of its files it is', async () => {
      await refresh()
      await catalogue.publish({ slug: 'spanish' })
      const index = join(catalogue.repository, 'targets/index')
      for (const name of await readdir(index)) {
        await catalogue.tamperWith(`targets/index/${name}`)
      }
      expect(await refresh()).to.include({ kind: 'failed', reason: 'tampered' })
      expect(await slugs()).to.have.length(6)
    })

    it('refuses an index file that was swapped for a longer one', async () => {
      const index = join(catalogue.repository, 'targets/index')
      const [leaf] = (await readdir(index)).filter(name => !name.includes('top'))
      await writeFile(join(index, leaf ?? ''), 'x'.repeat(100_000))
      expect(await refresh()).to.include({ kind: 'failed', reason: 'tampered' })
    })

    it('refuses an old list that is replayed, although it was signed well', async () => {
      const replay = await catalogue.remember()
      await catalogue.publish({ slug: 'spanish' })
      await refresh()
      await replay()
      expect(await refresh()).to.include({ kind: 'failed', reason: 'rollback' })
      expect(await slugs()).to.include('spanish')
    })

    it('refuses a replayed list also after a restart, and with the trusted folder lost', async () => {
      const replay = await catalogue.remember()
      await catalogue.publish({ slug: 'spanish' })
      await refresh()
      await replay()
      const { databaseUrl } = panel.services.settings
      const other = await startPanel({
        catalogueUrl: catalogue.url,
        catalogueRoot: catalogue.root,
        databaseUrl,
        seeded: false,
      })
      expect(await other.services.refreshCatalogue()).to.include({ kind: 'failed', reason: 'rollback' })
      await other.stop()
      expect(await slugs()).to.include('spanish')
    })

    it('is not taken in by a catalogue that another vendor signed', async () => {
      await refresh()
      const other = await publishedCatalogue()
      catalogue.misbehave(path => bytesOf(join(other.repository, path)))
      const outcome = await refresh()
      expect(outcome).to.include({ kind: 'failed', reason: 'tampered' })
      await other.close()
    })

    it('says which setting is wrong when the first trusted root is missing', async () => {
      const lost = await start({ catalogueRoot: join(catalogue.repository, 'no-such-root.json') })
      const outcome = await lost.services.refreshCatalogue()
      expect(outcome).to.include({ kind: 'failed', reason: 'no-root' })
      expect(outcome).to.have.property('detail').that.includes('CATALOGUE_ROOT')
      await lost.stop()
    })

    it('asks nobody when it is set to work offline', async () => {
      const offline = await start({ env: { OFFLINE: '1' } })
      catalogue.sent()
      expect(await offline.services.refreshCatalogue()).to.deep.equal({ kind: 'offline' })
      expect(catalogue.sent()).to.deep.equal([])
      await offline.stop()
    })

    it('leaves one whole trusted state on disk and nothing else', async () => {
      await refresh()
      await catalogue.publish({ slug: 'spanish' })
      catalogue.misbehave(path => (path.includes('snapshot') ? 'cut' : undefined))
      expect(await refresh()).to.include({ kind: 'failed', reason: 'out-of-reach' })
      catalogue.behave()
      expect(await refresh()).to.include({ kind: 'fresh' })
      const home = join(panel.services.settings.dataDir, 'catalogue')
      const names = await readdir(home)
      expect(names.filter(name => name.startsWith('trust-'))).to.have.length(1)
      expect(names).to.have.length(2)
    })

    it('takes nothing over whichever way the host fails, and all of it when it is well again', async () => {
      await refresh()
      const ways = [
        500,
        403,
        'cut' as const,
        Buffer.from('<h1>hello</h1>'),
        Buffer.from('{}'),
        Buffer.from(''),
      ]
      const parts = ['timestamp', 'snapshot', 'targets.json', 'top.json', 'targets/index/']
      let count = 0
      for (const way of ways)
        for (const part of parts) {
          // each time something new, since what was verified before a failure is not asked for again
          await catalogue.publish({ slug: `pack-${count++}` })
          catalogue.misbehave(path => (path.includes(part) ? way : undefined))
          expect(await refresh(), `${part} ${String(way)}`).to.include({ kind: 'failed' })
          expect(await slugs()).to.have.length(6)
        }
      catalogue.behave()
      expect(await refresh()).to.deep.equal({ kind: 'fresh', changed: count })
    })

    it('follows the vendor to new keys, and trusts an old key no more', async () => {
      await refresh()
      const replay = await catalogue.remember()
      for (const key of ['timestamp', 'targets-1', 'root-1']) await catalogue.rotate(key)
      await catalogue.publish({ slug: 'spanish' })
      expect(await refresh()).to.include({ kind: 'fresh' })
      await replay()
      expect(await refresh()).to.include({ kind: 'failed' })
      expect(await slugs()).to.include('spanish')
    })

    it('comes to one whole list after a process was killed in the middle of a refresh', async () => {
      await catalogue.publish(...Array.from({ length: 120 }, (_, n) => ({ slug: `pack-${n}` })))
      const { settings } = panel.services
      const reader = startNode(['--import', 'tsx', '--input-type=module', '--eval', refreshScript], {
        NODE_ENV: 'test',
        DATA_DIR: join(settings.dataDir, '..'),
        DATABASE_URL: settings.databaseUrl,
        CATALOGUE_URL: catalogue.url,
        CATALOGUE_ROOT: catalogue.root,
      })
      const db = await openDb(settings.databaseUrl, migrations)
      const written = async () => Number((await db.knex('catalogue_addons').count({ n: '*' }))[0]?.['n'])
      await until(written, () => 'the first add-ons to be written')
      await reader.stop('SIGKILL')
      expect(await written()).to.be.above(0)
      await db.close()

      const found = await refresh()
      expect(found).to.have.property('kind').that.is.oneOf(['fresh', 'unchanged'])
      expect(await search()).to.have.length(24)
      expect((await panel.services.addons.search(everything)).total).to.equal(126)
    })

    it('lets an operator press Refresh, and says what came of it', async () => {
      const ada = await panel.as('ada')
      await ada.get('/addons?kind=language')
      expect((await ada.press('Refresh')).text).to.include('6 add-ons are new')
      await ada.get('/addons')
      expect((await ada.press('Refresh')).text).to.include('nothing new')
      catalogue.stop()
      await ada.get('/addons')
      const page = await ada.press('Refresh')
      expect(page.status).to.equal(200)
      expect(page.text).to.include('cannot be reached').and.to.include('Telegram')
      const lines = await panel.services.activity.list({ act: 'catalogue.refresh' }, 1)
      expect(lines.lines.map(({ result }) => result)).to.deep.equal(['failed', 'done'])
    })

    it('goes back to the page the button stood on, and never to a foreign one', async () => {
      const ada = await panel.as('ada')
      const back = (referer: string) => ada.post('/catalogue/refresh', {}, { referer })
      expect((await back(`${panel.url}/addons?kind=plugin&page=2`)).location).to.equal(
        '/addons?kind=plugin&page=2',
      )
      expect((await back(`${panel.url}/status`)).location).to.equal('/status')
      for (const referer of [
        'https://evil.example/addons',
        `${panel.url}/operators`,
        'nonsense',
        '//evil.example',
      ])
        expect((await back(referer)).location).to.equal('/addons')
    })
  })
})

const everything = { words: '', kinds: [], prices: [], sort: 'name' as const, page: 1 }
const refreshScript = `
  const { runCommand } = await import('./cli/command.ts')
  const { operatorCommands } = await import('./cli/souk.ts')
  const io = { out: console.log, err: console.error, interactive: false, env: process.env }
  process.exitCode = await runCommand('souk', operatorCommands, ['catalogue', 'refresh'], io)`

const bytesOf = (file: string) => (existsSync(file) ? readFileSync(file) : undefined)
const bytes = (sent: { bytes: number }[]) => sent.reduce((sum, one) => sum + one.bytes, 0)
