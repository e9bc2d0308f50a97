import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { after, afterEach, before, describe, it } from 'mocha'
import { openDb } from '../../db/index.ts'
import { migrations } from '../../db/migrations/index.ts'
import { updatesIn } from '../../db/updates.ts'
import type { ActivityLine } from '../../marketplace/activity.ts'
import type { Operation } from '../../marketplace/operations.ts'
import { codeMarket, until } from '../support/code-panel.ts'
import { codeSample } from '../support/code-samples.ts'
import { eachDatabaseUrl } from '../support/databases.ts'
import { startPanel, type TestPanel } from '../support/panel.ts'
import { adaOf, installVersion, update } from '../support/updating.ts'

const hour = 3_600_000
const jumps = [
  { title: 'an hour back', by: -hour },
  { title: 'forty days on', by: 40 * 24 * hour },
]
const speaker = (version: string) =>
  codeSample('speaker', `export default { hooks: { request: () => ({ json: '${version}' }) } }`, {
    version,
    rights: { publicAddress: true, storage: 1_000 },
  })
const ada = { operatorId: null, operator: 'Ada' }

describe('A clock that jumps', function () {
  this.timeout(120_000)
  let market: Awaited<ReturnType<typeof codeMarket>>
  const panels: TestPanel[] = []
  let ahead = 0
  const now = () => new Date(Date.now() + ahead)
  before(async () => {
    market = await codeMarket([speaker('1.0.0'), speaker('1.1.0')])
  })
  after(() => market.close())
  afterEach(async () => {
    market.shop.behave()
    ahead = 0
    for (const panel of panels.splice(0).toReversed()) await panel.stop()
  })

  const answer = async (panel: TestPanel) => {
    const { status, html } = await panel.visitor().fetch('/hooks/speaker')
    return status === 200 ? JSON.parse(html) : status
  }
  const says = (panel: TestPanel, what: unknown) =>
    until(
      () => answer(panel),
      said => said === what,
      20_000,
    )
  const left = ({ dataDir }: TestPanel) =>
    ['staging', 'downloads', 'trash'].flatMap(area => {
      try {
        return readdirSync(join(dataDir, 'panel', area))
      } catch {
        return []
      }
    })
  const resultsOf = async ({ services }: TestPanel, { id }: Operation) => {
    const lines: ActivityLine[] = []
    for await (const line of services.activity.each({})) if (line.reference === id) lines.push(line)
    return lines.map(({ result }) => result)
  }

  /** Presses, lets the clock jump while the archive is on its way, and waits for the end. */
  const jumpWithin = async (panel: TestPanel, by: number, press: () => Promise<{ operation: Operation }>) => {
    let release = () => {}
    const held = new Promise<undefined>(done => (release = () => done(undefined)))
    market.shop.misbehave(path => (path.endsWith('archive.tgz') ? held : undefined))
    const { operation } = await press()
    await until(() => market.shop.asked.at(-1)?.endsWith('archive.tgz'))
    ahead += by
    release()
    market.shop.behave()
    const ended = await panel.services.operations.ended(operation.id, 40_000)
    expect(ended).to.include({ state: 'done', failure: null })
    expect(left(panel)).to.deep.equal([])
    expect((await resultsOf(panel, operation)).toSorted()).to.deep.equal(['done', 'started'])
  }
  const operationOf = async <T extends object>(asked: Promise<T>) => {
    const answered = await asked
    if (!('operation' in answered)) throw new Error(JSON.stringify(answered))
    return answered as { operation: Operation }
  }
  const listed = async ({ services }: TestPanel) => {
    const addon = await services.addons.find('speaker')
    if (!addon) throw new Error('not listed')
    return addon
  }

  eachDatabaseUrl((_name, url) => {
    const open = async () => {
      const databaseUrl = await url()
      const panel = await market.panelWith([], { databaseUrl, now })
      panels.push(panel)
      return panel
    }

    for (const { title, by } of jumps) {
      it(`${title} loses nothing of an install, an update, a way back and an uninstall`, async () => {
        const panel = await open()
        const { services } = panel
        const addon = await listed(panel)
        const first = addon.releases.find(({ version }) => version === '1.0.0')
        if (!first) throw new Error('not published')
        await jumpWithin(panel, by, () => operationOf(services.installRelease(addon, first, ada)))
        await says(panel, '1.0.0')
        ahead = 0
        const wish = { version: '1.1.0', accept: [] }
        const viewer = await adaOf(panel)
        await jumpWithin(panel, by, () => operationOf(services.updates.update(addon, wish, viewer, ada)))
        await says(panel, '1.1.0')
        ahead = -by
        const back = await operationOf(services.updates.rollback('speaker', ada))
        ahead = 0
        expect(await services.operations.ended(back.operation.id, 20_000)).to.include({ state: 'done' })
        await says(panel, '1.0.0')
        const gone = await operationOf(services.manage.uninstall('speaker', 'delete', ada))
        ahead = by
        expect(await services.operations.ended(gone.operation.id, 20_000)).to.include({ state: 'done' })
        await says(panel, 404)
        expect(left(panel)).to.deep.equal([])
      })
    }

    it('an hour back keeps a new release under watch for its minute, and no longer', async () => {
      const panel = await open()
      await installVersion(panel, 'speaker', '1.0.0')
      ahead = hour
      expect(await update(panel, 'speaker', '1.1.0')).to.include({ state: 'done' })
      ahead = 0
      const db = await openDb(panel.services.settings.databaseUrl, migrations)
      try {
        // looked at by the clock as it is now, which goes on ten seconds at each look
        await until(
          async () => {
            await says(panel, '1.1.0')
            ahead += 10_000
            return (await updatesIn(db.knex).watches()).length
          },
          count => count === 0,
          30_000,
        )
        expect(ahead).to.be.within(60_000, 600_000)
      } finally {
        await db.close()
      }
    })

    it('forty days on has another process take over what still runs; one of them finishes it', async () => {
      const panel = await open()
      const { services, dataDir } = panel
      await installVersion(panel, 'speaker', '1.0.0')
      let release = () => {}
      const held = new Promise<undefined>(done => (release = () => done(undefined)))
      market.shop.misbehave(path => (path.endsWith('archive.tgz') ? held : undefined))
      const wish = { version: '1.1.0', accept: [] }
      const { operation } = await operationOf(
        services.updates.update(await listed(panel), wish, await adaOf(panel), ada),
      )
      await until(() => market.shop.asked.at(-1)?.endsWith('archive.tgz'))
      market.shop.behave()
      const other = await startPanel({
        dataDir,
        databaseUrl: services.settings.databaseUrl,
        catalogueUrl: market.shop.url,
        seeded: false,
        code: true,
        now: () => new Date(Date.now() + 40 * 24 * hour),
        env: { LICENCE_KEY: 'TEST-LICENCE-ABCD' },
      })
      panels.push(other)
      expect(await other.services.operations.ended(operation.id, 30_000)).to.include({
        state: 'done',
        attempts: 2,
      })
      release()
      await says(panel, '1.1.0')
      await until(
        () => left(panel),
        found => found.length === 0,
      )
      expect(await resultsOf(panel, operation)).to.have.members(['started', 'interrupted', 'resumed', 'done'])
    })
  })
})
