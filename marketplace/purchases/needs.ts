import type { Access } from '../connection/access.ts'
import type { Connection } from '../connection.ts'
import type { EntitlementStore } from '../entitlements.ts'
import type { Market } from '../market.ts'
import type { Atomically } from '../operations.ts'
import type { PurchaseStore } from '../purchases.ts'

/** What asking the client area about money works with. */
export interface MarketNeeds {
  market: Market
  connection: { access: Access; current: () => Promise<Connection | null> }
  /** for reading; what is stored goes through `atomically` */
  purchases: Pick<PurchaseStore, 'find' | 'openFor' | 'latestFor' | 'openAll' | 'list'>
  entitlements: Pick<EntitlementStore, 'latestFor'>
  atomically: Atomically
  now: () => Date
  log: { warn: (details: object, message: string) => void }
}
