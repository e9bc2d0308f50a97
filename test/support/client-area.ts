import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeDemo } from '../../client-area/demo.ts'
import { readSettings } from '../../client-area/settings.ts'
import { startClientArea } from '../../client-area/start.ts'

export interface ClientAreaOptions {
  /** where the help desk with the licence is; it may be changed later with `moveHelpDesk` */
  panelUrl: string
  /** `sqlite:FILE` or `postgres://...`; default: SQLite in the temporary folder */
  databaseUrl?: string
  /** further settings, by their names in the environment */
  env?: Record<string, string>
  /** its clock; default: the real one */
  now?: () => Date
}

/**
 * A real client area on a free port with a folder of its own: olive@example.com owns the licence, otto@example.com
 * owns none; both have the password `demo-password`.
 */
export const clientArea = async ({ panelUrl, databaseUrl, env = {}, now }: ClientAreaOptions) => {
  const folder = mkdtempSync(join(tmpdir(), 'souk-client-area-'))
  const settings = readSettings({
    NODE_ENV: 'test',
    CLIENT_AREA_DATA_DIR: folder,
    CLIENT_AREA_PORT: '0',
    CLIENT_AREA_LOG_LEVEL: 'silent',
    ...(databaseUrl === undefined ? {} : { CLIENT_AREA_DATABASE_URL: databaseUrl }),
    ...env,
  })
  const area = await startClientArea(settings, now)
  const { stores, url } = area
  const demo = await makeDemo(stores, { panelUrl, url })
  const { licence } = demo
  return {
    url,
    local: area.local,
    /** where it keeps its files */
    folder,
    stores,
    licence,
    /** the panel's settings: LICENCE_KEY, CLIENT_ID, CLIENT_SECRET, WEBHOOK_SECRET, CLIENT_AREA_URL */
    settings: demo.settings,
    suspendLicence: () => stores.licences.suspend(licence.id, new Date()),
    resumeLicence: () => stores.licences.suspend(licence.id, undefined),
    moveHelpDesk: (panel: string) => stores.licences.readdress(licence.id, panel),
    /** makes everybody's access tokens invalid, as if fifteen minutes had passed; refresh tokens stay */
    expireAccessTokens: () => stores.issued.removeAll('AccessToken'),
    /** a second process' worth of client area over the same data, on a port of its own */
    startAnother: () => startClientArea(settings, now),
    /** every byte of its database, as a thief of the disk would read it */
    dump: () =>
      readdirSync(folder)
        .filter(name => name !== 'secret.key')
        .map(name => readFileSync(join(folder, name), 'latin1'))
        .join('\n'),
    async stop() {
      await area.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
export type ClientAreaForTests = Awaited<ReturnType<typeof clientArea>>
