import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { after, afterEach, before, describe, it } from 'mocha'
import { demoPassword } from '../../db/seeds/demo.ts'
import { newClient } from '../support/client.ts'
import { eachDatabaseUrl } from '../support/databases.ts'
import { customerOf, type Market, market } from '../support/market.ts'
import { startPanel, type TestPanel } from '../support/panel.ts'
import { freePort } from '../support/ports.ts'
import { startNode, until } from '../support/programs.ts'
import { french, german, languagePack } from '../support/samples.ts'
import { installVersion } from '../support/updating.ts'

const spanish = languagePack('spanish', 'es', 'Español', { 'layout.sign-out': 'Salir' })
const slugs = ['french', 'german', 'spanish']
const samples = [french, german, spanish].flatMap(sample =>
  ['1.0.0', '1.1.0'].map(version => ({ ...sample, version })),
)
const licenceKey = 'TEST-LICENCE-ABCD'

describe('A run of many updates, worked on by several processes', function () {
  this.timeout(120_000)
  let shop: Market
  const folders: string[] = []
  const panels: TestPanel[] = []
  before(async () => {
    shop = await market(samples)
  })
  afterEach(async () => {
    shop.behave()
    for (const panel of panels.splice(0)) await panel.stop()
  })
  after(async () => {
    await shop.close()
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  })

  eachDatabaseUrl((_, fresh) => {
    /** A help desk with three add-ons of which a newer release is out. */
    const prepared = async () => {
      const dataDir = mkdtempSync(join(tmpdir(), 'souk-many-'))
      folders.push(dataDir)
      const databaseUrl = await fresh()
      const panel = await customerOf(shop, { dataDir, databaseUrl })
      panels.push(panel)
      for (const slug of slugs) await installVersion(panel, slug, '1.0.0')
      return { panel, dataDir, databaseUrl }
    }
    const another = async (dataDir: string, databaseUrl: string) => {
      const options = { dataDir, databaseUrl, seeded: false, catalogueUrl: shop.url }
      const panel = await startPanel({ ...options, env: { LICENCE_KEY: licenceKey } })
      panels.push(panel)
      return panel
    }
    const wanted = slugs.map(addon => ({ addon, name: addon, from: '1.0.0', version: '1.1.0' }))
    const ada = { operatorId: null, operator: 'Ada' }
    const begunIn = async ({ services }: TestPanel) =>
      (await services.activity.list({ act: 'addon.update' }, 1)).lines
        .filter(({ result }) => result === 'started')
        .map(({ addon }) => addon)
    const summaries = async ({ services }: TestPanel) =>
      (await services.activity.list({ act: 'updates.run' }, 1)).lines

    /** The panel as a program of its own. */
    const serverFor = async (dataDir: string, databaseUrl: string) => {
      const port = await freePort()
      const url = `http://127.0.0.1:${port}`
      const start = async () => {
        const program = startNode(['dist/server.js'], {
          NODE_ENV: 'test',
          LOG_LEVEL: 'info',
          DATA_DIR: dataDir,
          DATABASE_URL: databaseUrl,
          CATALOGUE_URL: shop.url,
          LICENCE_KEY: licenceKey,
          PORT: String(port),
          PUBLIC_URL: url,
        })
        await program.says('the panel is listening')
        return program
      }
      return { url, start }
    }
    const endedRun = (looker: TestPanel) =>
      until(
        async () => (await looker.services.manyUpdates.latest(1)).find(one => one.finishedAt !== null),
        () => 'the run to end',
        60_000,
      )

    it('begins each update once, though all look at once', async () => {
      const { panel, dataDir, databaseUrl } = await prepared()
      const others = [await another(dataDir, databaseUrl), await another(dataDir, databaseUrl)]
      const { run } = await panel.services.manyUpdates.begin(wanted, { stopsAtFailure: true }, ada)
      const ends = await Promise.all(
        [panel, ...others].map(({ services }) => services.manyUpdates.ended(run.id, 60_000)),
      )
      for (const end of ends)
        expect(end?.rows.map(({ state }) => state)).to.deep.equal(['done', 'done', 'done'])
      expect(await begunIn(panel)).to.have.members(slugs)
      expect(await summaries(panel)).to.have.length(1)
    })

    it('begins one run by itself, though all look at once', async () => {
      const { panel, dataDir, databaseUrl } = await prepared()
      const others = [await another(dataDir, databaseUrl), await another(dataDir, databaseUrl)]
      const { manyUpdates } = panel.services
      const defaults = await manyUpdates.defaults()
      await manyUpdates.setDefaults({ ...defaults, policy: 'minor', waitHours: 0 }, ada)
      const begun = await Promise.all(
        [panel, ...others].map(({ services }) => services.manyUpdates.beginByItself()),
      )
      const [run] = begun.filter(one => one !== null)
      expect(begun.filter(one => one !== null)).to.have.length(1)
      const end = await manyUpdates.ended(run?.id ?? '', 60_000)
      expect(end).to.include({ automatic: true, operator: 'Souk' })
      expect(await begunIn(panel)).to.have.members(slugs)
    })

    it('begins soon after a start, where the policy says so, without anybody looking', async () => {
      const { panel, dataDir, databaseUrl } = await prepared()
      const { manyUpdates } = panel.services
      const defaults = await manyUpdates.defaults()
      await manyUpdates.setDefaults({ ...defaults, policy: 'minor', waitHours: 0 }, ada)
      await panel.stop()
      panels.pop()
      const { start } = await serverFor(dataDir, databaseUrl)
      const program = await start()
      const looker = await another(dataDir, databaseUrl)
      const run = await endedRun(looker)
      expect(run).to.include({ automatic: true, operator: 'Souk' })
      expect(run.rows.map(({ state }) => state)).to.deep.equal(['done', 'done', 'done'])
      await program.stop('SIGTERM')
    })

    it('goes on after kill -9 and a restart, without anybody looking, and begins nothing twice', async () => {
      const { panel, dataDir, databaseUrl } = await prepared()
      await panel.stop()
      panels.pop()
      const { url, start } = await serverFor(dataDir, databaseUrl)
      shop.misbehave(path => (path.includes('/german/1.1.0/archive') ? 'hang' : undefined))
      const first = await start()
      const browser = newClient(url, '/profile')
      await browser.get('/sign-in')
      await browser.press('Sign in', { email: 'ada@example.com', password: demoPassword })
      const { location } = await browser.post('/updates', { slug: slugs })
      await until(
        () => shop.asked.at(-1)?.includes('/german/1.1.0/archive'),
        () => 'the second archive to be asked for',
      )
      await first.stop('SIGKILL')
      shop.behave()

      const second = await start()
      const looker = await another(dataDir, databaseUrl)
      const id = new URL(location ?? '', url).searchParams.get('run') ?? ''
      const run = await endedRun(looker)
      expect(run.id).to.equal(id)
      expect(run.rows.map(({ addon, state }) => `${addon} ${state}`)).to.deep.equal([
        'french done',
        'german done',
        'spanish done',
      ])
      expect(await begunIn(looker)).to.have.members(slugs)
      expect(await summaries(looker)).to.have.length(1)
      await second.stop('SIGTERM')
    })
  })
})
