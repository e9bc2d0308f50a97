import type {
  Entitlement,
  EventFeed,
  InvoiceSummary,
  Purchase,
  PurchaseRequest,
  QuoteReply,
  QuoteRequest,
  WithdrawalReply,
} from '../contracts/marketplace-api.ts'

/**
 * The marketplace API of the client area, asked with the help desk's access token. Each verb throws ClientAreaFailure.
 * A verb that changes something and fails may have had its effect all the same, unless the failure says `neverSent`.
 */
export interface Market {
  quote: (token: string, request: QuoteRequest) => Promise<QuoteReply>
  purchase: (token: string, reference: string, request: PurchaseRequest) => Promise<Purchase>
  /** undefined: the client area certainly does not know that reference */
  purchaseNamed: (token: string, reference: string) => Promise<Purchase | undefined>
  openPurchases: (token: string) => Promise<Purchase[]>
  withdraw: (token: string, reference: string) => Promise<WithdrawalReply>
  entitlements: (token: string) => Promise<Entitlement[]>
  /** undefined: the client area certainly does not know it */
  entitlement: (token: string, id: string) => Promise<Entitlement | undefined>
  grantFree: (token: string, addon: string) => Promise<Entitlement>
  cancel: (token: string, id: string, reference: string) => Promise<Entitlement | undefined>
  invoices: (token: string) => Promise<InvoiceSummary[]>
  events: (token: string, since?: string) => Promise<EventFeed>
}
