import type { Sample } from '../../catalogue/test/support.ts'
import { englishMessages } from '../../config/messages.ts'
import { makeServices } from '../../config/services.ts'
import { readSettings } from '../../config/settings.ts'
import { connectionIn } from '../../db/connection.ts'
import { openDb } from '../../db/index.ts'
import { migrations } from '../../db/migrations/index.ts'
import { vaultWith } from '../../gateways/vault.ts'
import { publishedCatalogue } from './catalogue.ts'
import { type PanelOptions, startPanel } from './panel.ts'
import { french, german } from './samples.ts'

/** A published catalogue whose language packs speak the panel's own messages, and from which panels read. */
export const market = async (samples: Sample[] = [french, german], english = englishMessages()) => {
  const catalogue = await publishedCatalogue(samples, english)
  const { url, root, shop } = catalogue
  return { ...catalogue, mirrorInto: mirrorOf({ url, root, folder: shop.at('reader') }) }
}
export type Market = Awaited<ReturnType<typeof market>>

/** Fills a panel's copy of the list with what is published now. */
export const mirrorOf =
  ({ url, root, folder }: { url: string; root: string; folder: string }) =>
  async (databaseUrl: string) => {
    const { services, close } = await makeServices(
      readSettings({
        NODE_ENV: 'test',
        LOG_LEVEL: 'silent',
        DATA_DIR: folder,
        DATABASE_URL: databaseUrl,
        CATALOGUE_URL: url,
        CATALOGUE_ROOT: root,
      }),
    )
    const outcome = await services.refreshCatalogue()
    await close()
    if (outcome.kind !== 'fresh' && outcome.kind !== 'unchanged') throw new Error(JSON.stringify(outcome))
  }

const licenceKey = 'TEST-LICENCE-ABCD'

/** A panel that has read this market's list and, unless told otherwise, is logged in to the client area. */
export const customerOf = async (
  shop: Pick<Market, 'url' | 'mirrorInto'>,
  { connected = true, ...options }: PanelOptions & { connected?: boolean } = {},
) => {
  const panel = await startPanel({
    ...options,
    catalogueUrl: shop.url,
    env: { LICENCE_KEY: licenceKey, ...options.env },
  })
  const { databaseUrl, secretKey } = panel.services.settings
  await shop.mirrorInto(databaseUrl)
  if (connected) await connect(databaseUrl, secretKey, panel.url)
  return panel
}

/** Stores a login to the client area, as the callback does. */
const connect = async (databaseUrl: string, secretKey: string, panelUrl: string) => {
  const db = await openDb(databaseUrl, migrations)
  const at = new Date().toISOString()
  const actor = { operatorId: null, operator: 'Ada' }
  await connectionIn(db, vaultWith(secretKey), () => new Date()).keep(
    {
      login: 'test',
      connection: {
        account: { id: 'olive', name: 'Olive', email: 'olive@example.com' },
        licence: { id: 'licence', state: 'active', keyEnd: 'ABCD' },
        since: at,
        by: 'Ada',
        checkedAt: at,
      },
      tokens: { access: 'a', refresh: 'r', accessExpiresAt: at, scope: 'openid' },
      panelUrl,
      actor,
    },
    { ...actor, act: 'connection.login', result: 'done' },
  )
  await db.close()
}
