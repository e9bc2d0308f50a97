import { after, before, describe, it } from 'mocha'
import { type Acts, actsOn } from './billing-acts.ts'
import type { BillingBench } from './billing-ground.ts'
import { cancellations } from './billing-contract/cancellations.ts'
import { cards } from './billing-contract/cards.ts'
import { confirmations } from './billing-contract/confirmations.ts'
import { crashes } from './billing-contract/crashes.ts'
import { currencies } from './billing-contract/currencies.ts'
import { changes } from './billing-contract/changes.ts'
import { entitlements } from './billing-contract/entitlements.ts'
import { invoices } from './billing-contract/invoices.ts'
import { keys } from './billing-contract/keys.ts'
import { owners } from './billing-contract/owners.ts'
import { payments } from './billing-contract/payments.ts'
import { purchases } from './billing-contract/purchases.ts'
import { quotes } from './billing-contract/quotes.ts'
import { refusals } from './billing-contract/refusals.ts'
import { withdrawals } from './billing-contract/withdrawals.ts'

/** What each part of the contract works with, once its tests run. */
export interface Stage {
  readonly bench: BillingBench
  readonly acts: Acts
}

/** What every billing system behind the client area must hold. `make` opens one on its bench. */
export const billingBackendContract = (make: () => Promise<BillingBench>) => {
  let opened: Stage | undefined
  const now = () => {
    if (!opened) throw new Error('The bench is not open yet.')
    return opened
  }
  const stage: Stage = {
    get bench() {
      return now().bench
    },
    get acts() {
      return now().acts
    },
  }
  before(async () => {
    const bench = await make()
    opened = { bench, acts: actsOn(bench) }
  })
  after(() => opened?.bench.close())

  describe('a quote', () => quotes(stage))
  describe('a purchase', () => purchases(stage))
  describe('a refused purchase', () => refusals(stage))
  describe('a reference', () => keys(stage))
  describe('a withdrawal', () => withdrawals(stage))
  describe('a payment by hand', () => payments(stage))
  describe('a bank’s question', () => confirmations(stage))
  describe('a crash', () => crashes(stage))
  describe('a cancellation', () => cancellations(stage))
  describe('a right', () => entitlements(stage))
  describe('an invoice', () => invoices(stage))
  describe('a change', () => changes(stage))
  describe('a change of owner', () => owners(stage))
  describe('a card', () => cards(stage))
  describe('a currency', () => currencies(stage))
  describe('its books', () => {
    it('have sums that are zero, after all of that', () => stage.acts.expectBalance())
  })
}
