import type { Atomically, Stores } from '../marketplace/operations.ts'
import { recordIn } from './activity.ts'
import type { Database, Work } from './index.ts'
import { installationsIn } from './installations.ts'
import { operationsIn } from './operations.ts'
import { panelSettingsIn } from './panel-settings.ts'

const storesIn = (work: Work, now: () => Date): Stores => ({
  operations: operationsIn(work),
  installations: installationsIn(work),
  panelSettings: panelSettingsIn(work),
  record: entry => recordIn(work, now(), entry),
})

/** Work on several stores that is stored together or not at all. */
export const atomicallyIn =
  (db: Database, now: () => Date): Atomically =>
  work =>
    db.atomically(tx => work(storesIn(tx, now)))
