import type { Atomically, Stores } from '../marketplace/operations.ts'
import { recordIn } from './activity.ts'
import type { Vault } from '../marketplace/secrets.ts'
import { cancellationsIn } from './cancellations.ts'
import { secretSettingsIn } from './code-secrets.ts'
import { addonDataIn } from './code-stores.ts'
import { entitlementsIn } from './entitlements.ts'
import type { Database, Work } from './index.ts'
import { installationsIn } from './installations.ts'
import { languageChoicesIn } from './language-choices.ts'
import { lapsesIn } from './lapses.ts'
import { operationsIn } from './operations.ts'
import { panelSettingsIn } from './panel-settings.ts'
import { purchasesIn } from './purchases.ts'
import { quotesIn } from './quotes.ts'
import { updateRunsIn } from './update-runs.ts'
import { updatesIn } from './updates.ts'

const storesIn = (work: Work, vault: Vault, now: () => Date): Stores => ({
  operations: operationsIn(work),
  installations: installationsIn(work),
  secrets: secretSettingsIn(work, vault),
  addonData: addonDataIn(work),
  panelSettings: panelSettingsIn(work),
  languageChoices: languageChoicesIn(work),
  purchases: purchasesIn(work),
  quotes: quotesIn(work),
  entitlements: entitlementsIn(work),
  lapses: lapsesIn(work),
  cancellations: cancellationsIn(work),
  updates: updatesIn(work),
  updateRuns: updateRunsIn(work),
  record: entry => recordIn(work, now(), entry),
})

/** Work on several stores that is stored together or not at all. */
export const atomicallyIn =
  (db: Database, vault: Vault, now: () => Date): Atomically =>
  work =>
    db.atomically(tx => work(storesIn(tx, vault, now)))
