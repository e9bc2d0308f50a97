import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import type { ActivityLine } from '../../marketplace/activity.ts'
import { demoPassword } from '../../db/seeds/demo.ts'
import { permissionNames } from '../../marketplace/permissions.ts'
import { newClient } from '../support/client.ts'
import { customerOf, type Market, market } from '../support/market.ts'
import { startPanel, type TestPanel } from '../support/panel.ts'
import { runNode, startNode, until } from '../support/programs.ts'
import { freePort } from '../support/ports.ts'

/** Points spread over a run of that many calls, the first and the last among them. */
const points = (calls: number, count: number) => [
  ...new Set(Array.from({ length: count }, (_, i) => 1 + Math.floor((i * (calls - 1)) / (count - 1)))),
]

describe('A panel that is killed', function () {
  this.timeout(180_000)
  let shop: Market
  before(async () => {
    shop = await market()
  })
  after(() => shop.close())

  const folders: string[] = []
  const newFolder = () => {
    const folder = mkdtempSync(join(tmpdir(), 'souk-crash-'))
    folders.push(folder)
    return folder
  }
  after(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  })

  /** A data folder of a panel that has read the list and is logged in; stopped. */
  const prepared = async (installed: boolean) => {
    const dataDir = newFolder()
    const panel = await customerOf(shop, { dataDir })
    if (installed) await (await install(panel)).done
    await panel.stop()
    return dataDir
  }
  const install = async (panel: TestPanel) => {
    const ada = await panel.as('ada')
    const { location } = await ada.post('/addons/french/installation')
    return { location: location ?? '', done: ada.get(location ?? '') }
  }
  const crash = (dataDir: string, change: string, diesAt: number) =>
    runNode(['--import', 'tsx', 'test/support/crashing.ts'], {
      ...environment(dataDir),
      CHANGE: change,
      ADDON: 'french',
      DIES_AT: String(diesAt),
    })
  const environment = (dataDir: string) => ({
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    DATA_DIR: dataDir,
    CATALOGUE_URL: shop.url,
    LICENCE_KEY: 'TEST-LICENCE-ABCD',
    PUBLIC_URL: 'http://127.0.0.1:1',
  })
  const restarted = (dataDir: string) =>
    startPanel({ dataDir, seeded: false, catalogueUrl: shop.url, env: { LICENCE_KEY: 'TEST-LICENCE-ABCD' } })

  /** What must hold at rest, whatever was killed: F1, F5, F6, V4 of the crash matrix. */
  const checkAtRest = async ({ services, dataDir }: TestPanel, change: string) => {
    expect(await services.operations.openAll()).to.deep.equal([])
    const inside = (name: string) => {
      try {
        return readdirSync(join(dataDir, 'panel', name))
      } catch {
        return []
      }
    }
    for (const area of ['staging', 'downloads', 'trash']) expect(inside(area), area).to.deep.equal([])
    const installation = await services.installations.find('french')
    const isThere = inside('addons/french/1.0.0').includes('messages.json')
    expect(isThere, 'on disk as in the database').to.equal(installation !== undefined)
    const spoken = (await services.languages.choices(0)).map(({ code }) => code)
    expect(spoken.includes('fr')).to.equal(installation?.active ?? false)
    if (installation) expect(installation).to.include({ active: true, altered: false })

    const lines: ActivityLine[] = []
    for await (const line of services.activity.each({})) if (line.act === `addon.${change}`) lines.push(line)
    return { installation, results: lines.map(({ result }) => result).toReversed() }
  }

  for (const change of ['install', 'uninstall'])
    it(`in the middle of ${change === 'install' ? 'an install' : 'an uninstall'} has it done or undone at the next start, never half`, async () => {
      const wasThere = change === 'uninstall'
      const whole = await crash(await prepared(wasThere), change, 0)
      const calls = Number(whole.out)
      expect(calls, whole.err).to.be.greaterThan(4)
      for (const at of points(calls, change === 'install' ? 9 : 4)) {
        const dataDir = await prepared(wasThere)
        const killed = await crash(dataDir, change, at)
        expect(killed.code, killed.err).to.equal(null)
        const panel = await restarted(dataDir)
        const latest = await panel.services.operations.latestFor('french')
        if (latest) await panel.services.operations.ended(latest.id, 20_000)
        const { installation, results } = await checkAtRest(panel, change)
        if (latest?.kind === change) {
          expect(results, `killed at ${at} of ${calls}`).to.deep.equal([
            'started',
            'interrupted',
            'resumed',
            'done',
          ])
          expect(installation !== undefined).to.equal(change === 'install')
        }
        await panel.stop()
      }
    })

  it('while it downloads goes on with the install at the next start, without anybody clicking', async () => {
    const dataDir = await prepared(false)
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    const env = { ...environment(dataDir), LOG_LEVEL: 'info', PORT: String(port), PUBLIC_URL: url }
    const start = async () => {
      const program = startNode(['dist/server.js'], env)
      await program.says('the panel is listening')
      return program
    }
    shop.misbehave(path => (path.endsWith('archive.tgz') ? 'hang' : undefined))
    const first = await start()
    const ada = newClient(url, '/profile')
    await ada.get('/sign-in')
    await ada.press('Sign in', { email: 'ada@example.com', password: demoPassword })
    const { location } = await ada.post('/addons/french/installation')
    await until(
      () => shop.asked.at(-1)?.endsWith('archive.tgz'),
      () => 'the archive to be asked for',
    )
    await first.stop('SIGKILL')
    shop.behave()

    const second = await start()
    expect((await ada.get(location ?? '')).text).to.include('French is installed')
    await second.stop('SIGTERM')
    const panel = await restarted(dataDir)
    const { installation, results } = await checkAtRest(panel, 'install')
    expect(installation).to.include({ active: true })
    expect(results).to.deep.equal(['started', 'interrupted', 'resumed', 'done'])
    await panel.stop()
  })

  it('ends at once on SIGTERM, also while somebody waits for an install', async () => {
    const dataDir = await prepared(false)
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    const env = { ...environment(dataDir), LOG_LEVEL: 'info', PORT: String(port), PUBLIC_URL: url }
    const program = startNode(['dist/server.js'], env)
    await program.says('the panel is listening')
    shop.misbehave(path => (path.endsWith('archive.tgz') ? 'hang' : undefined))
    const ada = newClient(url, '/profile')
    await ada.get('/sign-in')
    await ada.press('Sign in', { email: 'ada@example.com', password: demoPassword })
    const { location } = await ada.post('/addons/french/installation')
    const waiting = ada.get(location ?? '')
    await until(
      () => shop.asked.at(-1)?.endsWith('archive.tgz'),
      () => 'the archive to be asked for',
    )
    const asked = Date.now()
    const { code } = await program.stop('SIGTERM')
    expect(Date.now() - asked).to.be.below(5_000)
    expect(code).to.equal(0)
    expect((await waiting).text).to.include('Installing French')
    shop.behave()
  })

  it('gently, with SIGTERM, leaves a download to the next start too', async () => {
    const dataDir = await prepared(false)
    const panel = await restarted(dataDir)
    shop.misbehave(path => (path.endsWith('archive.tgz') ? 'hang' : undefined))
    const addon = await panel.services.addons.find('french')
    if (!addon) throw new Error('no French')
    const viewer = { id: 'ada', name: 'Ada', permissions: new Set(permissionNames) }
    await panel.services.install(addon, viewer)
    await panel.stop()
    shop.behave()
    const again = await restarted(dataDir)
    const { installation, results } = await checkAtRest(again, 'install')
    expect(installation).to.include({ active: true })
    expect(results).to.deep.equal(['started', 'interrupted', 'resumed', 'done'])
    await again.stop()
  })
})
