import type { BillingBackend, Desk, Marketplace, Office } from '../backend.ts'
import { bill } from './billing.ts'
import { cancel, endSubscription } from './cancelling.ts'
import { cardsOf } from './cards.ts'
import { markPaid, refund, voidInvoice } from './correcting.ts'
import { invoicesOf } from './desk.ts'
import { grantFree } from './granting.ts'
import type { Ground } from './ground.ts'
import { confirm, pay } from './paying.ts'
import { purchase } from './purchasing.ts'
import { quote } from './quoting.ts'
import { readingOf } from './reading.ts'
import { recover } from './recovering.ts'
import { changePrice } from './repricing.ts'
import { subscriptionsOf } from './subscriptions.ts'
import { transfer } from './transferring.ts'
import { withdraw } from './withdrawing.ts'

/** The billing that is built in: orders, invoices, subscriptions and double-entry books in the client area's own database. */
export const ledgerBackend = (ground: Ground): BillingBackend => ({
  marketplace: marketplaceOn(ground),
  desk: deskOn(ground),
  office: officeOn(ground),
})

const marketplaceOn = (ground: Ground): Marketplace => ({
  ...readingOf(ground),
  quote: (licence, request) => quote(ground, licence, request),
  purchase: (licence, reference, request) => purchase(ground, licence, reference, request),
  withdraw: (licence, reference) => withdraw(ground, licence, reference),
  grantFree: (licence, addon) => grantFree(ground, licence, addon),
  cancel: (licence, id, how) => cancel(ground, licence, id, how),
})

const deskOn = (ground: Ground): Desk => ({
  ...cardsOf(ground),
  ...invoicesOf(ground),
  pay: (number, cardId) => pay(ground, number, cardId),
  confirm: (number, agrees) => confirm(ground, number, agrees),
  subscriptions: accountIds => subscriptionsOf(ground, accountIds),
  endSubscription: (id, by) => endSubscription(ground, id, by),
})

const officeOn = (ground: Ground): Office => ({
  bill: (until, options) => bill(ground, until, options),
  voidInvoice: number => voidInvoice(ground, number),
  markPaid: number => markPaid(ground, number),
  refund: (number, amount) => refund(ground, number, amount),
  transfer: (licence, accountId, accepted) => transfer(ground, licence, accountId, accepted),
  changePrice: change => changePrice(ground, change),
  ledger: () => ground.stores.ledger.all(),
  recover: () => recover(ground),
})
