import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AddonEntry } from '../../../contracts/catalogue.ts'
import type { Client } from '../../support/client.ts'
import { customerOf, type Market, market } from '../../support/market.ts'
import type { TestPanel } from '../../support/panel.ts'
import { french, german, languagePack } from '../../support/samples.ts'
import { type Forger, forgerAt } from './forging.ts'

export const day = 86_400_000

/** The newer release of what is installed, for those who attack an update. */
export const newFrench = {
  ...languagePack('french', 'fr', 'Français', { 'layout.sign-out': 'Se déconnecter' }),
  version: '1.1.0',
}
const spanish = languagePack('spanish', 'es', 'Español', { 'layout.sign-out': 'Salir' })
export const dutch = languagePack('dutch', 'nl', 'Nederlands', { 'layout.sign-out': 'Uitloggen' })

export interface World {
  shop: Market
  panel: TestPanel
  ada: Client
  forger: Forger
  /** moves the panel's clock */
  ahead: (milliseconds: number) => void
  /** presses Refresh on the grid; answers with what the page says */
  refresh: () => Promise<string>
  /** presses a button on an add-on's page; answers with what the operation's page says */
  press: (button: string, slug: string) => Promise<string>
  /** the vendor publishes something new; answers with its slug */
  publishNext: () => Promise<string>
  close: () => Promise<void>
}

/** A vendor with a signed catalogue, and a panel that has read it and has French installed. */
export const newWorld = async (databaseUrl?: string): Promise<World> => {
  const shop = await market([french, german, spanish])
  let [ahead, published] = [0, 0]
  const panel = await customerOf(shop, {
    ...(databaseUrl && { databaseUrl }),
    catalogueRoot: shop.root,
    now: () => new Date(Date.now() + ahead),
  })
  const ada = await panel.as('ada')
  const press = async (button: string, slug: string) => {
    await ada.get(`/addons/${slug}`)
    return (await ada.press(button)).text
  }
  const refresh = async () => {
    await ada.get('/addons')
    return (await ada.press('Refresh')).text
  }
  await refresh()
  const installed = await press('Install', 'french')
  if (!installed.includes('French is installed')) throw new Error(installed)
  return {
    shop,
    panel,
    ada,
    forger: forgerAt(shop),
    ahead: by => void (ahead = by),
    refresh,
    press,
    async publishNext() {
      const slug = `pack-${(published += 1)}`
      await shop.publish(languagePack(slug, 'xx', slug, { 'layout.sign-out': 'Out' }))
      return slug
    },
    async close() {
      await panel.stop()
      await shop.close()
    },
  }
}

/** What may not change by an attack: the list, what is installed and speaks, and the versions that are trusted. */
export const stateOf = async ({ panel, ada }: World) => {
  const addons = await everyAddon(panel)
  const installations = await panel.services.installations.all()
  const profile = await ada.fetch('/profile')
  return {
    listed: addons.map(({ slug, releases }) => `${slug} ${releases.map(({ version }) => version).join(' ')}`),
    installed: installations.map(
      one => `${one.addon} ${one.version} ${one.active ? 'active' : 'off'} ${one.altered}`,
    ),
    speaks: profile.html.includes('Français'),
  }
}

const everyAddon = async ({ services }: TestPanel) => {
  const found: AddonEntry[] = []
  for (let page = 1; ; page += 1) {
    const { addons, pages } = await services.addons.search({
      words: '',
      kinds: [],
      prices: [],
      sort: 'name',
      page,
    })
    found.push(...addons)
    if (page >= pages) return found
  }
}

/** The versions of signed metadata that the panel trusts. */
export const trustedVersions = async ({ panel }: World) => {
  const home = join(panel.services.settings.dataDir, 'catalogue')
  const { folder } = JSON.parse(await readFile(join(home, 'trusted.json'), 'utf8')) as { folder: string }
  const version = async (role: string) =>
    (
      JSON.parse(await readFile(join(home, folder, `${role}.json`), 'utf8')) as {
        signed: { version: number }
      }
    ).signed.version
  return {
    root: await version('root'),
    timestamp: await version('timestamp'),
    snapshot: await version('snapshot'),
    targets: await version('targets'),
  }
}
