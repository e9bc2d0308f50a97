import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeKeys, paidFolder, publish } from '../../catalogue/publish.ts'
import { startCatalogue } from '../../catalogue/serving.ts'
import { type Sample, writeSource } from '../../catalogue/test/support.ts'
import { englishMessages } from '../../config/messages.ts'
import { root } from '../../config/root.ts'
import { clientArea } from './client-area.ts'
import { startPanel } from './panel.ts'
import { freePort } from './ports.ts'

/**
 * The whole of Souk on free ports: the add-ons of `catalogue/addons` and any others given, published; a client area; a
 * panel that has read the list, and runs add-on code if asked to.
 */
export const souk = async (more: Sample[] = [], { code = false } = {}) => {
  const folder = mkdtempSync(join(tmpdir(), 'souk-whole-'))
  const repository = join(folder, 'catalogue')
  await publishAddons(folder, repository, more)
  const port = await freePort()
  const openCatalogue = () => startCatalogue({ dir: repository, host: '127.0.0.1', port })
  const env = { CLIENT_AREA_DATA_DIR: join(folder, 'client-area'), CLIENT_AREA_PORT: `${await freePort()}` }
  const openArea = (panelUrl: string) => clientArea({ panelUrl, env })
  const catalogue = await openCatalogue()
  const area = await openArea('http://127.0.0.1:1')
  const panel = await startPanel({
    catalogueUrl: catalogue.url,
    catalogueRoot: join(repository, 'root.json'),
    env: area.settings,
    code,
  })
  await area.moveHelpDesk(panel.url)
  const refreshed = await panel.services.refreshCatalogue()
  if (refreshed.kind !== 'fresh') throw new Error(`The catalogue was not read: ${JSON.stringify(refreshed)}`)
  const running = { catalogue: () => catalogue.close(), area: () => area.stop() }
  const stopAll = () => Promise.all(Object.values(running).map(stop => stop()))
  return {
    panel,
    area,
    catalogue,
    /** where a file of the catalogue lies that its server hands out */
    published: (path: string) => join(repository, 'targets', path),
    /** catalogue and client area end; the panel goes on without them */
    async leaveAlone(who: 'catalogue' | 'area') {
      await running[who]()
      running[who] = () => Promise.resolve()
    },
    /** at their old addresses, with what they knew */
    async bringBack() {
      const [files, vendor] = await Promise.all([openCatalogue(), openArea(panel.url)])
      running.catalogue = () => files.close()
      running.area = () => vendor.stop()
    },
    async stop() {
      await panel.stop()
      await stopAll()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
export type Souk = Awaited<ReturnType<typeof souk>>

const publishAddons = async (folder: string, repository: string, more: Sample[]) => {
  const [keys, others] = [join(folder, 'keys'), join(folder, 'others')]
  for (const sample of more) await writeSource(others, sample)
  await makeKeys(keys)
  const outcome = await publish({
    sources: [join(root, 'catalogue/addons'), ...(more.length > 0 ? [others] : [])],
    repository,
    keys: [keys],
    paid: paidFolder(folder),
    english: englishMessages(),
    verified: ['souk'],
    now: new Date(),
  })
  if (outcome.kind !== 'published') throw new Error(JSON.stringify(outcome))
}
