import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newestManifests, offeredBy } from '../../cli/vendor/manifests.ts'
import { importOffered, type Offered } from '../../client-area/billing/price-list.ts'
import { openDb } from '../../client-area/db/index.ts'
import { migrations } from '../../client-area/db/migrations/index.ts'
import { makeDemo } from '../../client-area/demo.ts'
import { readSettings } from '../../client-area/settings.ts'
import { startClientArea } from '../../client-area/start.ts'
import { root } from '../../config/root.ts'
import { migrated } from './migrated.ts'

export interface ClientAreaOptions {
  /** where the help desk with the licence is; it may be changed later with `moveHelpDesk` */
  panelUrl: string
  /** `sqlite:FILE` or `postgres://...`; default: SQLite in the temporary folder */
  databaseUrl?: string
  /** further settings, by their names in the environment */
  env?: Record<string, string>
  /** its clock; default: the real one */
  now?: () => Date
  /** false: olive has no cards, and nothing is on the price list; default: both as in the demo */
  stocked?: boolean
}

// before any clock that a test arranges
const always = '2000-01-01T00:00:00.000Z'
let demoList: Promise<Offered[]> | undefined
const readDemoList = async () => (await newestManifests(join(root, 'catalogue/addons'))).map(offeredBy)

/**
 * A real client area on a free port with a folder of its own: olive@example.com owns the licence, otto@example.com
 * owns none; both have the password `demo-password`. Olive has the cards 4242 (default) and 0002; the add-ons of
 * catalogue/addons are on the price list.
 */
export const clientArea = async ({
  panelUrl,
  databaseUrl,
  env = {},
  now,
  stocked = true,
}: ClientAreaOptions) => {
  const folder = mkdtempSync(join(tmpdir(), 'souk-client-area-'))
  const settings = readSettings({
    NODE_ENV: 'test',
    CLIENT_AREA_DATA_DIR: folder,
    CLIENT_AREA_PORT: '0',
    CLIENT_AREA_LOG_LEVEL: 'silent',
    ...(databaseUrl === undefined ? {} : { CLIENT_AREA_DATABASE_URL: databaseUrl }),
    ...env,
  })
  await migrated(settings.databaseUrl, openDb, migrations)
  const area = await startClientArea(settings, now)
  const { stores, url } = area
  const numbers = stocked ? undefined : []
  const demo = await makeDemo(stores, {
    panelUrl,
    url,
    ...(now && { now }),
    ...(numbers && { cards: numbers }),
  })
  const { licence } = demo
  const offer = async (offered: Offered[]) => {
    for (const one of offered)
      await stores.billing.atomically(({ products }) => importOffered(products, one, always))
  }
  if (stocked) await offer(await (demoList ??= readDemoList()))
  return {
    url,
    local: area.local,
    /** where it keeps its files */
    folder,
    stores,
    licence,
    /** the panel's settings: LICENCE_KEY, CLIENT_ID, CLIENT_SECRET, WEBHOOK_SECRET, CLIENT_AREA_URL */
    settings: demo.settings,
    /** the account of the licence */
    accountId: licence.accountId,
    billing: area.billing,
    /** puts add-ons on the price list; their prices hold since ever */
    offer,
    /** olive's cards, the first of all being the default; 4242424242424242 pays, 4000000000000002 is declined */
    addCard: async (number: string, accountId = licence.accountId) => {
      const added = await area.billing.desk.addCard(accountId, { number, expires: '12/2039' })
      if (added.kind === 'wrong') throw new Error(added.why)
      return added.card
    },
    suspendLicence: () => stores.licences.suspend(licence.id, new Date()),
    resumeLicence: () => stores.licences.suspend(licence.id, undefined),
    moveHelpDesk: (panel: string) => stores.licences.readdress(licence.id, panel),
    /** makes everybody's access tokens invalid, as if fifteen minutes had passed; refresh tokens stay */
    expireAccessTokens: () => stores.issued.removeAll('AccessToken'),
    /** a second process' worth of client area over the same data, on a port of its own */
    startAnother: () => startClientArea(settings, now),
    /** every byte of its database, as a thief of the disk would read it */
    dump: () =>
      readdirSync(folder, { withFileTypes: true })
        .filter(entry => entry.isFile() && entry.name !== 'secret.key')
        .map(({ name }) => readFileSync(join(folder, name), 'latin1'))
        .join('\n'),
    async stop() {
      await area.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
export type ClientAreaForTests = Awaited<ReturnType<typeof clientArea>>
