import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { paid, plugin } from '../../../catalogue/test/support.ts'
import { entitlementsIn } from '../../../db/entitlements.ts'
import { openDb } from '../../../db/index.ts'
import { migrations } from '../../../db/migrations/index.ts'
import type { Held } from '../../../marketplace/entitlements.ts'
import { codeMarket } from '../../support/code-panel.ts'
import { codeSample } from '../../support/code-samples.ts'
import { panelProcess } from '../../support/panel-process.ts'
import { freePort } from '../../support/ports.ts'
import { french, german } from '../../support/samples.ts'
import { installVersion } from '../../support/updating.ts'

const worker = (version: string, more = '') =>
  codeSample('worker', `export default { hooks: { request: () => ({ json: '${version}' }) }, ${more} }`, {
    version,
    rights: { publicAddress: true, storage: 4_000 },
  })
const survey = { slug: 'survey', manifest: { ...plugin, ...paid, name: 'Survey' } }
const at = new Date().toISOString()
const bought: Held = {
  id: 'one',
  licence: 'licence',
  addon: 'survey',
  kind: 'recurring',
  cycle: 'monthly',
  state: 'active',
  since: at,
  paidUntil: at,
  nextCharge: { at, amount: 500, currency: 'USD' },
  priceChange: null,
  pastDueSince: null,
  invoice: null,
  usableUntil: null,
  endedAt: null,
  endedBecause: null,
  endsAt: null,
  major: 1,
  revision: 1,
  readAt: at,
}

/** A vendor whose catalogue can be made to hang, and whose client area takes every connection and never says a word. */
export const openWorld = async (diskMs: number) => {
  const market = await codeMarket([
    worker('1.0.0'),
    worker('1.1.0', 'migrate() { for (;;); }'),
    french,
    german,
    survey,
  ])
  const mute = await neverAnswering()
  const dataDir = mkdtempSync(join(tmpdir(), 'souk-stay-up-'))
  const port = await freePort()
  const first = await market.panelWith([], { dataDir, port })
  await installVersion(first, 'worker', '1.0.0')
  const db = await openDb(first.services.settings.databaseUrl, migrations)
  await entitlementsIn(db.knex).put(bought)
  await db.close()
  await first.stop()
  const place = {
    dataDir,
    catalogueUrl: market.shop.url,
    port,
    program: 'test/campaigns/stay-up/panel.ts',
    env: {
      CLIENT_AREA_URL: mute.url,
      CATALOGUE_ROOT: market.shop.root,
      DISK_MS: String(diskMs),
      LOG_LEVEL: 'silent',
    },
  }
  return {
    market,
    place,
    /** the program that operators run, or the one whose disk can be made slow */
    start: (program = place.program) => panelProcess({ ...place, program }),
    async close() {
      market.shop.behave()
      await mute.close()
      await market.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
export type World = Awaited<ReturnType<typeof openWorld>>

const neverAnswering = async () => {
  const open = new Set<Socket>()
  const server = createServer(socket => {
    open.add(socket.on('error', () => {}))
  })
  const port = await freePort()
  await new Promise<void>(listening => server.listen(port, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      for (const socket of open) socket.destroy()
      await new Promise(closed => server.close(closed))
    },
  }
}
