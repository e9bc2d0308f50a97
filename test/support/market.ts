import { readFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { type Sample, vendor } from '../../catalogue/test/support.ts'
import { englishMessages } from '../../config/messages.ts'
import { makeServices } from '../../config/services.ts'
import { readSettings } from '../../config/settings.ts'
import { connectionIn } from '../../db/connection.ts'
import { openDb } from '../../db/index.ts'
import { migrations } from '../../db/migrations/index.ts'
import { vaultWith } from '../../gateways/vault.ts'
import { type PanelOptions, startPanel } from './panel.ts'

/** What the catalogue's host does to one request: nothing, silence, a cut reply, other bytes. */
export type Mischief = (path: string) => 'hang' | 'cut' | Buffer | undefined | Promise<undefined>

/** A published catalogue on a host that can be told to misbehave. */
export const market = async (samples: Sample[] = [french, german], english = englishMessages()) => {
  const shop = await vendor()
  let mischief: Mischief = () => undefined
  const asked: string[] = []
  const send = async (path: string, res: ServerResponse) => {
    asked.push(path)
    const done = await mischief(path)
    if (done === 'hang') return
    const bytes = Buffer.isBuffer(done) ? done : readFileSync(join(shop.at('catalogue'), path))
    res.setHeader('content-length', bytes.length)
    if (done !== 'cut') return res.end(bytes)
    res.write(bytes.subarray(0, bytes.length / 2), () => res.destroy())
  }
  const host = createServer((req, res) => {
    send(req.url ?? '/', res).catch(() => res.writeHead(404).end())
  })
  await new Promise<void>(done => host.listen(0, '127.0.0.1', done))
  const address = host.address()
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`

  const publish = async (...more: Sample[]) => {
    for (const sample of more) await shop.write(sample)
    const outcome = await shop.publish({ english })
    if (outcome.kind !== 'published') throw new Error(JSON.stringify(outcome))
  }
  await publish(...samples)

  return {
    url,
    shop,
    asked,
    publish,
    misbehave: (how: Mischief) => void (mischief = how),
    behave: () => void (mischief = () => undefined),
    /** where a published file lies */
    file: (path: string) => join(shop.at('catalogue'), 'targets', path),
    /** fills a panel's copy of the list with what is published now */
    async mirrorInto(databaseUrl: string) {
      const { services, close } = await makeServices(
        readSettings({
          NODE_ENV: 'test',
          LOG_LEVEL: 'silent',
          DATA_DIR: shop.at('reader'),
          DATABASE_URL: databaseUrl,
          CATALOGUE_URL: url,
          CATALOGUE_ROOT: join(shop.at('catalogue'), 'root.json'),
        }),
      )
      const outcome = await services.refreshCatalogue()
      await close()
      if (outcome.kind !== 'fresh' && outcome.kind !== 'unchanged') throw new Error(JSON.stringify(outcome))
    },
    async close() {
      host.closeAllConnections()
      await new Promise(done => host.close(done))
      await shop.remove()
    },
  }
}
export type Market = Awaited<ReturnType<typeof market>>

const licenceKey = 'TEST-LICENCE-ABCD'

/** A panel that has read this market's list and, unless told otherwise, is logged in to the client area. */
export const customerOf = async (
  shop: Market,
  { connected = true, ...options }: PanelOptions & { connected?: boolean } = {},
) => {
  const panel = await startPanel({
    ...options,
    catalogueUrl: shop.url,
    env: { LICENCE_KEY: licenceKey, ...options.env },
  })
  const { databaseUrl, secretKey } = panel.services.settings
  await shop.mirrorInto(databaseUrl)
  if (connected) await connect(databaseUrl, secretKey)
  return panel
}

/** Stores a login to the client area, as the callback does. */
const connect = async (databaseUrl: string, secretKey: string) => {
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
      panelUrl: 'http://127.0.0.1',
      actor,
    },
    { ...actor, act: 'connection.login', result: 'done' },
  )
  await db.close()
}

/** A language pack with a few messages of the panel. */
export const languagePack = (
  slug: string,
  code: string,
  name: string,
  messages: Record<string, unknown>,
  manifest: Record<string, unknown> = {},
): Sample => ({
  slug,
  manifest: {
    name: slug.charAt(0).toUpperCase() + slug.slice(1),
    language: { code, direction: 'ltr', name },
    ...manifest,
  },
  files: { 'files/messages.json': JSON.stringify(messages) },
})

export const french = languagePack('french', 'fr', 'Français', {
  'layout.languages': 'Langues',
  'layout.sign-out': 'Se déconnecter',
  'installations.active': 'Active, dis donc',
})
export const german = languagePack('german', 'de', 'Deutsch', { 'layout.sign-out': 'Abmelden' })
