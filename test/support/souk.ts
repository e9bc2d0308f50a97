import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeKeys, publish } from '../../catalogue/publish.ts'
import { startCatalogue } from '../../catalogue/serving.ts'
import { englishMessages } from '../../config/messages.ts'
import { root } from '../../config/root.ts'
import { clientArea } from './client-area.ts'
import { startPanel } from './panel.ts'

/** The whole of Souk on free ports: the add-ons of `catalogue/addons`, published; a client area; a panel that has read the list. */
export const souk = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'souk-whole-'))
  const repository = join(folder, 'catalogue')
  await publishAddons(folder, repository)
  const catalogue = await startCatalogue({ dir: repository, host: '127.0.0.1', port: 0 })
  const area = await clientArea({ panelUrl: 'http://127.0.0.1:1' })
  const panel = await startPanel({
    catalogueUrl: catalogue.url,
    catalogueRoot: join(repository, 'root.json'),
    env: area.settings,
  })
  await area.moveHelpDesk(panel.url)
  const refreshed = await panel.services.refreshCatalogue()
  if (refreshed.kind !== 'fresh') throw new Error(`The catalogue was not read: ${JSON.stringify(refreshed)}`)
  return {
    panel,
    area,
    catalogue,
    async stop() {
      await panel.stop()
      await area.stop()
      await catalogue.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
export type Souk = Awaited<ReturnType<typeof souk>>

const publishAddons = async (folder: string, repository: string) => {
  const keys = join(folder, 'keys')
  await makeKeys(keys)
  const outcome = await publish({
    sources: [join(root, 'catalogue/addons')],
    repository,
    keys: [keys],
    paid: join(folder, 'paid'),
    english: englishMessages(),
    verified: ['souk'],
    now: new Date(),
  })
  if (outcome.kind !== 'published') throw new Error(JSON.stringify(outcome))
}
