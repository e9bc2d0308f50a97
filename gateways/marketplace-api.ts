import {
  entitlement,
  entitlementList,
  eventFeed,
  invoiceList,
  purchase,
  purchaseList,
  quoteReply,
  withdrawalReply,
} from '../contracts/marketplace-api.ts'
import type { Market } from '../marketplace/market.ts'
import { askerFor } from './marketplace-api/asking.ts'

/** How long the client area may take to answer, in milliseconds. */
export interface Patience {
  /** where a card is charged meanwhile */
  charge: number
  read: number
}
export const usualPatience: Patience = { charge: 10_000, read: 8_000 }

/** The client area's marketplace API over HTTP: every reply is checked against the contract before it is believed. */
export const marketplaceApiAt = (clientAreaUrl: URL, patience: Patience = usualPatience): Market => {
  const { ask, askFor } = askerFor(clientAreaUrl)
  const get = { method: 'GET', deadline: patience.read } as const
  const post = { method: 'POST', deadline: patience.read } as const
  const charge = { method: 'POST', deadline: patience.charge } as const
  const named = (noun: string, name: string, more = '') => `${noun}/${encodeURIComponent(name)}${more}`

  return {
    quote: (token, body) => ask('quotes', quoteReply, { ...post, token, body }),
    purchase: (token, key, body) => ask('purchases', purchase, { ...charge, token, key, body }),
    purchaseNamed: (token, reference) => askFor(named('purchases', reference), purchase, { ...get, token }),
    openPurchases: async token =>
      (await ask('purchases?open=1', purchaseList, { ...get, token, ceiling: 1_000_000 })).purchases,
    withdraw: (token, reference) =>
      ask(named('purchases', reference, '/withdrawal'), withdrawalReply, { ...post, token }),
    entitlements: async token =>
      (await ask('entitlements', entitlementList, { ...get, token, ceiling: 4_000_000 })).entitlements,
    entitlement: (token, id) => askFor(named('entitlements', id), entitlement, { ...get, token }),
    grantFree: (token, addon) => ask('entitlements', entitlement, { ...post, token, body: { addon } }),
    cancel: (token, id, key) =>
      askFor(named('entitlements', id, '/cancellation'), entitlement, { ...charge, token, key }),
    invoices: async token =>
      (await ask('invoices', invoiceList, { ...get, token, ceiling: 1_000_000 })).invoices,
    events: (token, since) =>
      ask(since === undefined ? 'events' : `events?since=${encodeURIComponent(since)}`, eventFeed, {
        ...get,
        token,
      }),
  }
}
