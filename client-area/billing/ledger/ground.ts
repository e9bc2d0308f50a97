import type { Accounts } from '../../accounts/accounts.ts'
import type { Licences } from '../../accounts/licences.ts'
import type { PaymentGateway } from '../gateway.ts'
import type { InvoiceSnapshot } from '../records.ts'
import type { AtomicallyBilled, BillingStores } from '../stores.ts'

/** What the built-in billing stands on. */
export interface Ground {
  atomically: AtomicallyBilled
  /** for reading; what is changed is changed in `atomically` */
  stores: BillingStores
  gateway: PaymentGateway
  licences: Licences
  accounts: Accounts
  settings: BillingSettings
  now: () => Date
  log: {
    info: (details: object, message: string) => void
    warn: (details: object, message: string) => void
    error: (details: object, message: string) => void
  }
  /** whether the archive of that release can be handed out */
  archiveReady: (addon: string, version: string) => Promise<boolean>
}

export interface BillingSettings {
  seller: InvoiceSnapshot['seller']
  terms: { url: string; version: string }
  /** the client area's address, without a slash at its end */
  publicUrl: string
}

/** How long there is to pay, counted in days. */
export const days = {
  /** to pay a first invoice, and in use after a renewal was not paid, or everything was refunded */
  grace: 14,
  /** after a failed renewal, when the card is tried again */
  retries: [3, 7, 12],
  /** after a failed renewal, when the subscription ends */
  unpaid: 30,
} as const
