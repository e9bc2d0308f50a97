import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { codeMarket, until } from '../../support/code-panel.ts'
import { codeSample } from '../../support/code-samples.ts'
import { type PanelOptions, startPanel, type TestPanel } from '../../support/panel.ts'
import { freePort } from '../../support/ports.ts'
import { createDatabase, dropDatabase } from '../../support/postgres.ts'
import { installVersion, update } from '../../support/updating.ts'

export type Engine = 'sqlite' | 'postgres'
export const acts = ['install', 'update', 'rollback', 'uninstall', 'reinstall'] as const
export type Act = (typeof acts)[number]
export const slug = 'counter'

// enough files that a crash can come between two of them
const others = Object.fromEntries(
  Array.from({ length: 12 }, (_, n) => [
    `files/part-${n}.js`,
    `export const part = ${n}\n`.padEnd(2_000, '// '),
  ]),
)
const release = (version: string, more: string) =>
  codeSample(
    slug,
    `import { part } from './part-3.js'
    export default {
      hooks: { async request({ path }, souk) {
        if (path === '/add') await souk.storage.set('count', Math.min(2, ((await souk.storage.get('count')) ?? 0) + 1))
        return { json: { version: '${version}', part, kept: await souk.storage.list('') } }
      } },${more}
    }`,
    { version, rights: { publicAddress: true, storage: 4_000 }, others },
  )
const migrating = `async migrate({ from }, souk) {
  await souk.storage.set('counted', await souk.storage.get('count'))
  await souk.storage.delete('count')
}`

/** What it has counted stays, for the newer release that comes next. */
const uninstallKeeping = async ({ services }: TestPanel) => {
  const managed = await services.manage.uninstall(slug, 'keep', { operatorId: null, operator: 'Ada' })
  if (managed.kind === 'begun') await services.operations.ended(managed.operation.id, 30_000)
}

/** A folder and a database, ready to be copied for one crash. */
interface Prepared {
  folder: string
  databaseUrl: string | undefined
}

/** Where the crashes take place: a catalogue with an add-on in two releases, and panels made ready for each act. */
export const openBench = async (engine: Engine) => {
  const market = await codeMarket([release('1.0.0', ''), release('1.1.0', migrating)])
  const root = mkdtempSync(join(tmpdir(), 'souk-crashes-'))
  const databases: string[] = []
  const port = await freePort()
  const ready = new Map<Act, Prepared>()
  let count = 0

  const database = async (like?: string) => {
    if (engine === 'sqlite') return undefined
    const url = await createDatabase(like && new URL(like).pathname.slice(1))
    databases.push(url)
    return url
  }
  const options = ({ folder, databaseUrl }: Prepared): PanelOptions => ({
    dataDir: folder,
    ...(databaseUrl && { databaseUrl }),
    port,
    code: true,
  })

  const prepare = async (act: Act): Promise<Prepared> => {
    const place = { folder: join(root, `ready-${act}`), databaseUrl: await database() }
    const panel = await market.panelWith([], options(place))
    if (act !== 'install') {
      await installVersion(panel, slug, '1.0.0')
      const { visitor } = panel
      await until(
        async () => (await visitor().fetch(`/hooks/${slug}/add`)).html,
        html => html.includes('"value":2'),
        60_000,
      )
    }
    if (act === 'rollback') await update(panel, slug, '1.1.0')
    if (act === 'reinstall') await uninstallKeeping(panel)
    await panel.stop()
    return place
  }

  return {
    engine,
    market,
    port,
    options,
    /** a copy of a panel that is ready for that act */
    async fresh(act: Act): Promise<Prepared> {
      const from = ready.get(act) ?? (await prepare(act))
      ready.set(act, from)
      const folder = join(root, `world-${++count}`)
      cpSync(from.folder, folder, { recursive: true })
      return { folder, databaseUrl: await database(from.databaseUrl) }
    },
    async discard({ folder, databaseUrl }: Prepared) {
      rmSync(folder, { recursive: true, force: true })
      if (databaseUrl) await dropDatabase(databaseUrl)
    },
    /** the panel of that place after a start, add-on code running */
    restart: (place: Prepared): Promise<TestPanel> =>
      startPanel({
        ...options(place),
        seeded: false,
        catalogueUrl: market.shop.url,
        env: { LICENCE_KEY: 'TEST-LICENCE-ABCD' },
      }),
    async close() {
      await market.close()
      for (const url of databases) await dropDatabase(url)
      rmSync(root, { recursive: true, force: true })
    },
  }
}
export type Bench = Awaited<ReturnType<typeof openBench>>
export type Place = Prepared
