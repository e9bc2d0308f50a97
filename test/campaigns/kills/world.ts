import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { codeMarket } from '../../support/code-panel.ts'
import { panelProcess } from '../../support/panel-process.ts'
import { freePorts } from '../../support/ports.ts'
import { installVersion } from '../../support/updating.ts'
import { all, changed, defaultLanguage, firstSamples, releaseOf } from './addons.ts'

/** A panel as operators start it, with add-ons installed, and a vendor who goes on publishing. */
export const openWorld = async (everyMs: number) => {
  const market = await codeMarket(firstSamples)
  const dataDir = mkdtempSync(join(tmpdir(), 'souk-kills-'))
  const [port = '', nobody = ''] = await freePorts(2)
  const first = await market.panelWith([], { dataDir, port: Number(port), code: true })
  for (const slug of all) await installVersion(first, slug, '1.0.0')
  await first.services.manage.makeDefault(defaultLanguage, { operatorId: null, operator: 'Ada' })
  await first.stop()

  const newest = new Map(all.map(slug => [slug, '1.0.0']))
  const vendor = publishing(market, newest, everyMs)
  return {
    dataDir,
    databaseUrl: `sqlite:${join(dataDir, 'panel/souk.db')}`,
    /** the newest release of each, as the vendor knows it */
    newest,
    published: vendor.count,
    start: () =>
      panelProcess({
        dataDir,
        port: Number(port),
        catalogueUrl: market.shop.url,
        program: 'dist/server.js',
        env: { CATALOGUE_ROOT: market.shop.root, CLIENT_AREA_URL: `http://127.0.0.1:${nobody}` },
      }),
    async close() {
      await vendor.stop()
      await market.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
export type World = Awaited<ReturnType<typeof openWorld>>

type Market = Awaited<ReturnType<typeof codeMarket>>

/** Now a new release of one add-on after the other, now only what the vendor's cron signs anew. */
const publishing = ({ shop }: Market, newest: Map<string, string>, everyMs: number) => {
  const stop = new AbortController()
  let lists = 1
  const work = async () => {
    while (!stop.signal.aborted) {
      const slug = changed[(lists >> 1) % changed.length] ?? ''
      const version = `1.${lists}.0`
      if (lists % 2 === 0) await shop.sign()
      else await shop.publish(releaseOf(slug, version))
      if (lists % 2 === 1) newest.set(slug, version)
      lists += 1
      await pause(everyMs, undefined, { signal: stop.signal }).catch(() => {})
    }
  }
  const working = work()
  return {
    count: () => lists,
    async stop() {
      stop.abort()
      await working
    },
  }
}
