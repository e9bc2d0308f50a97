import type { Addons } from '../addons.ts'
import type { ChargeStore } from '../charges.ts'
import type { ConnectionVerbs } from '../connection.ts'
import type { CancellationStore, EntitlementStore } from '../entitlements.ts'
import type { Ground } from '../installations/ground.ts'
import type { Market } from '../market.ts'
import type { PanelSettingStore } from '../panel-settings.ts'
import type { Operations } from '../operations.ts'
import type { PurchaseStore } from '../purchases.ts'

/** What asking about rights, and following the answers, works with. */
export interface RightsNeeds extends Pick<Ground, 'atomically' | 'now' | 'packs' | 'englishCode'> {
  market: Pick<Market, 'entitlements' | 'entitlement' | 'cancel' | 'events' | 'grantFree' | 'invoices'>
  connection: Pick<ConnectionVerbs, 'access' | 'current'>
  /** for reading; what is stored goes through `atomically` */
  entitlements: Pick<EntitlementStore, 'all' | 'find' | 'latestFor'>
  cancellations: Pick<CancellationStore, 'find' | 'openFor' | 'openAll' | 'latestFor'>
  log: { warn: (details: object, message: string) => void }
}

export interface SyncNeeds extends RightsNeeds {
  connection: Pick<ConnectionVerbs, 'access' | 'current' | 'check'>
  addons: Pick<Addons, 'find'>
  operations: Pick<Operations, 'start' | 'openFor' | 'ended' | 'latestFor'>
  purchases: Pick<PurchaseStore, 'openAll' | 'latestFor'>
  /** for reading */
  panelSettings: Pick<PanelSettingStore, 'get'>
  /** asks about every open purchase; answers whether all of them could be asked about */
  followPurchases: () => Promise<boolean>
  charges: Pick<ChargeStore, 'take'>
  offline: boolean
  /** the panel is stopping: what is not begun yet waits for the next start */
  stopping: AbortSignal
}
