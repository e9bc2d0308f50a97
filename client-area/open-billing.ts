import { join } from 'node:path'
import type { BillingBackend } from './billing/backend.ts'
import type { Ground } from './billing/ledger/ground.ts'
import { ledgerBackend } from './billing/ledger/index.ts'
import { releasesIn } from './gateways/releases.ts'
import { testCards } from './gateways/test-cards.ts'
import type { Stores } from './services.ts'
import type { Settings } from './settings.ts'

/** The billing behind the client area, over opened stores: the same for the running server and for commands. */
export const openBilling = (
  settings: Settings,
  stores: Stores,
  { publicUrl, log, now }: Pick<Ground, 'log' | 'now'> & { publicUrl: URL },
): BillingBackend => {
  const url = publicUrl.href.replace(/\/$/, '')
  return ledgerBackend({
    ...stores.billing,
    licences: stores.licences,
    accounts: stores.accounts,
    gateway: testCards(stores.testGateway, now),
    settings: {
      seller: settings.seller,
      terms: { url: settings.terms.url ?? `${url}/terms`, version: settings.terms.version },
      publicUrl: url,
    },
    now,
    log,
    archiveReady: archivesIn(join(settings.dataDir, 'releases')),
  })
}

const archivesIn = (folder: string) => {
  const releases = releasesIn(folder)
  return async (addon: string, version: string) => {
    const archive = await releases.open(addon, version)
    await archive?.file.close()
    return archive !== undefined
  }
}
