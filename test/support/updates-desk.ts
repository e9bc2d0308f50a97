import { expect } from 'chai'
import { after, afterEach, before } from 'mocha'
import type { Sample } from '../../catalogue/test/support.ts'
import { openDb } from '../../db/index.ts'
import { migrations } from '../../db/migrations/index.ts'
import { buildRunner } from '../../setup/build.mjs'
import type { Client } from './client.ts'
import { codeSample } from './code-samples.ts'
import { problemsOfPage } from './html.ts'
import { customerOf, type Market, market } from './market.ts'
import type { PanelOptions, TestPanel } from './panel.ts'
import { realAddon } from './real-addons.ts'
import { german } from './samples.ts'
import { installVersion } from './updating.ts'

const germanAt = (version: string, text: string, more: Record<string, unknown> = {}): Sample => ({
  ...german,
  version,
  manifest: { ...german.manifest, ...more },
  files: { ...german.files, 'CHANGES.md': text },
})

/** A language pack whose 1.1.0 closes a security hole, and whose newest release needs a newer help desk. */
export const germanReleases = [
  germanAt('0.9.0', 'The very first.'),
  germanAt('1.0.0', 'The first.'),
  germanAt('1.1.0', 'Closes a *hole*.', { security: true }),
  germanAt('1.2.0', 'Clearer words.'),
  germanAt('2.0.0', 'For the next help desk.', { supports: '>=6.0.0' }),
]

/** The vendor's own plugin, which adds a page for operators in 1.1.0. */
export const autoReplyReleases = [realAddon('auto-reply', '1.0.0'), realAddon('auto-reply', '1.1.0')]

const keeper = (version: string, more: object = {}) =>
  codeSample('keeper', 'export default { schedule() {} }', { version, rights: { storage: 1000, ...more } })

/** A plugin with data of its own, which asks for more rights in 1.1.0. */
export const keeperReleases = [
  keeper('1.0.0'),
  keeper('1.1.0', { storage: 3000, hosts: ['a.example.com'], schedule: '0 6 * * *' }),
]

const shaky = (version: string, request: string) =>
  codeSample('shaky', `export default { hooks: { ${request} } }`, {
    version,
    rights: { publicAddress: true },
  })

/** A plugin whose 1.1.0 passes its trial, and fails whenever it is called. */
export const shakyReleases = [
  shaky('1.0.0', "request: () => ({ body: 'well' })"),
  shaky('1.1.0', "request() { throw new Error('it <i>shakes</i>') }"),
]

/** Tells the block that it stands in to have these add-ons published, and to stop after each test what was opened. */
export const updatesDesk = (samples: Sample[]) => {
  let shop: Market
  const panels: TestPanel[] = []
  before(async () => {
    await buildRunner()
    shop = await market(samples)
  })
  after(() => shop.close())
  afterEach(async () => {
    for (const panel of panels.splice(0)) await panel.stop()
  })

  return {
    shop: () => shop,
    /** a new panel that runs this add-on, and Ada at its page */
    open: async (
      slug: string,
      { version = '1.0.0', ...options }: PanelOptions & { connected?: boolean; version?: string } = {},
    ) => {
      const panel = await customerOf(shop, { code: true, ...options })
      panels.push(panel)
      expect(await installVersion(panel, slug, version)).to.include({ state: 'done' })
      const ada = await panel.as('ada')
      await ada.get(`/addons/${slug}`)
      return { panel, ada }
    },
  }
}

/** Expects the page that somebody looks at to be valid HTML. */
export const valid = async (client: Client) =>
  expect(await problemsOfPage(client.page().html)).to.deep.equal([])

/** The version that is installed. */
export const installed = async ({ services }: TestPanel, slug: string) =>
  (await services.installations.find(slug))?.version

/** The panel's database, beside the panel; whoever opens it closes it. */
export const stored = ({ services }: TestPanel) => openDb(services.settings.databaseUrl, migrations)

/** What the line at the bottom of a page says. */
export const statusOf = ({ html }: { html: string }) =>
  /role="status"[^>]*>(?:<span>([^<]*)<\/span>)?/.exec(html)?.[1] ?? ''
