import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { codeMarket, until } from '../support/code-panel.ts'
import { codeSample } from '../support/code-samples.ts'
import { type PanelProcess, panelProcess, type Place } from '../support/panel-process.ts'
import { startPanel } from '../support/panel.ts'
import { freePort } from '../support/ports.ts'
import { createDatabase, dropDatabase } from '../support/postgres.ts'
import { installVersion } from '../support/updating.ts'

const one = (slug: string) =>
  codeSample(slug, `export default { hooks: { request: () => ({ json: 'one' }) } }`, {
    rights: { publicAddress: true, storage: 4_000 },
  })
const next = (slug: string, more: string) =>
  codeSample(slug, `export default { hooks: { request: () => ({ json: 'two' }) }, ${more} }`, {
    version: '1.1.0',
    rights: { publicAddress: true, storage: 4_000 },
  })
const samples = [
  one('busy'),
  next('busy', 'migrate() { for (;;); }'),
  one('waiting'),
  next('waiting', `async migrate(_, souk) { for (;;) await souk.storage.set('again', 1) }`),
  one('plain'),
  next('plain', ''),
]

describe('A panel that is told to stop', function () {
  this.timeout(300_000)
  let market: Awaited<ReturnType<typeof codeMarket>>
  const folders: string[] = []
  const databases: string[] = []
  const processes: PanelProcess[] = []
  before(async () => {
    market = await codeMarket(samples)
  })
  after(async () => {
    market.shop.behave()
    for (const program of processes) await program.stop('SIGKILL')
    await market.close()
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
    for (const url of databases) await dropDatabase(url)
  })

  /** A place with one add-on installed in its first release; nobody runs there. */
  const prepared = async (slug: string, databaseUrl?: string): Promise<Place> => {
    const dataDir = mkdtempSync(join(tmpdir(), 'souk-stopping-'))
    folders.push(dataDir)
    const port = await freePort()
    const panel = await market.panelWith([], { dataDir, port, ...(databaseUrl && { databaseUrl }) })
    expect(await installVersion(panel, slug, '1.0.0')).to.include({ state: 'done' })
    await panel.stop()
    return { dataDir, databaseUrl, catalogueUrl: market.shop.url, port }
  }
  const started = async (place: Place) => {
    const program = await panelProcess(place)
    processes.push(program)
    return program
  }
  const lookingAt = async <T>(
    place: Place,
    look: (panel: Awaited<ReturnType<typeof startPanel>>) => Promise<T>,
  ) => {
    const { dataDir, databaseUrl, catalogueUrl } = place
    const panel = await startPanel({
      dataDir,
      catalogueUrl,
      seeded: false,
      ...(databaseUrl && { databaseUrl }),
    })
    try {
      return await look(panel)
    } finally {
      await panel.stop()
    }
  }
  const begin = async (program: PanelProcess, slug: string) => {
    const ada = await program.as('ada')
    const { location } = await ada.post(`/addons/${slug}/update`, { version: '1.1.0' })
    return { ada, page: location ?? '' }
  }
  const partial = { headers: { 'hx-request': 'true', 'hx-request-type': 'partial' } }
  const answerOf = async (program: PanelProcess, slug: string) =>
    (await program.visitor().fetch(`/hooks/${slug}`)).html
  const resultsIn = async (place: Place) =>
    lookingAt(place, async ({ services }) =>
      (await services.activity.list({ act: 'addon.update' }, 1)).lines
        .map(({ result }) => result)
        .toReversed(),
    )
  const leftIn = ({ dataDir }: Place) =>
    ['staging', 'downloads', 'trash'].flatMap(area => {
      try {
        return readdirSync(join(dataDir, 'panel', area))
      } catch {
        return []
      }
    })

  for (const { slug, title } of [
    { slug: 'busy', title: 'calculates without end' },
    { slug: 'waiting', title: 'keeps without end' },
  ])
    it(`ends within ten seconds while the new release of an add-on ${title}, and goes on at the next start`, async () => {
      const place = await prepared(slug)
      const first = await started(place)
      const { ada, page } = await begin(first, slug)
      await until(
        async () => (await ada.fetch(page, partial)).text,
        text => /Try out beside the running version in progress/.test(text),
        30_000,
      )
      const asked = performance.now()
      const { code } = await first.stop('SIGTERM')
      expect(code).to.equal(0)
      expect(performance.now() - asked).to.be.below(10_000)

      // what hangs again keeps nobody from starting, and the old release answers meanwhile
      const second = await started(place)
      await until(
        () => answerOf(second, slug),
        html => html.includes('one'),
        60_000,
      )
      expect((await second.stop('SIGTERM')).code).to.equal(0)
      expect((await resultsIn(place)).slice(0, 3)).to.deep.equal(['started', 'interrupted', 'resumed'])
    })

  it('goes on with an update whose files it was fetching, and leaves nothing on disk', async () => {
    const place = await prepared('plain')
    market.shop.misbehave(path => (path.endsWith('archive.tgz') ? 'hang' : undefined))
    const first = await started(place)
    await begin(first, 'plain')
    await until(() => market.shop.asked.at(-1)?.endsWith('archive.tgz'), Boolean, 60_000)
    expect((await first.stop('SIGTERM')).code).to.equal(0)
    market.shop.behave()
    const second = await started(place)
    await until(
      () => answerOf(second, 'plain'),
      html => html.includes('two'),
      60_000,
    )
    expect((await second.stop('SIGTERM')).code).to.equal(0)
    expect(leftIn(place)).to.deep.equal([])
    expect(await resultsIn(place)).to.deep.equal(['started', 'interrupted', 'resumed', 'done'])
  })

  it('and stands still instead is replaced by another process, whose word then holds', async () => {
    const databaseUrl = await createDatabase()
    databases.push(databaseUrl)
    const place = await prepared('plain', databaseUrl)
    const first = await started(place)
    const second = await started({ ...place, port: await freePort(), publicUrl: first.url })
    market.shop.misbehave(path => (path.endsWith('archive.tgz') ? 'hang' : undefined))
    const { page } = await begin(first, 'plain')
    await until(() => market.shop.asked.at(-1)?.endsWith('archive.tgz'), Boolean, 60_000)
    process.kill(first.pid, 'SIGSTOP')
    market.shop.behave()
    const ada = await second.as('ada')
    await until(
      async () => (await ada.fetch(page)).text,
      text => /was updated|is updated|Clean up done/.test(text),
      90_000,
    )
    process.kill(first.pid, 'SIGCONT')
    for (const program of [first, second])
      await until(
        () => answerOf(program, 'plain'),
        html => html.includes('two'),
        60_000,
      )
    await until(
      () => leftIn(place),
      left => left.length === 0,
      20_000,
    )
    for (const program of [first, second]) expect((await program.stop('SIGTERM')).code).to.equal(0)
    expect(await resultsIn(place)).to.deep.equal(['started', 'interrupted', 'resumed', 'done'])
  })
})
