import type { ActivityEntry } from '../activity.ts'
import type { ClientArea } from '../client-area.ts'
import type { ConnectionStore } from '../connection.ts'

/** What the connection's verbs are made from. */
export interface ConnectionNeeds {
  store: ConnectionStore
  clientArea: ClientArea
  record: (entry: ActivityEntry) => Promise<void>
  warn: (details: object, message: string) => void
  now: () => Date
  licenceKey: string
  panelUrl: string
  offline: boolean
  /** runs after each login that worked */
  connected: () => void
}
