import { chargesIn } from '../db/charges.ts'
import type { Database } from '../db/index.ts'
import { quotesIn } from '../db/quotes.ts'
import { type PurchaseNeeds, purchasesWith } from '../marketplace/purchases/verbs.ts'
import type { wireInstallations } from './installations.ts'

/** Buying and paying, over what installs. */
export const wirePurchases = (db: Database, { installer }: ReturnType<typeof wireInstallations>) => {
  const needs: PurchaseNeeds = { ...installer, quotes: quotesIn(db.knex), charges: chargesIn(db.knex) }
  const { follow, ...verbs } = purchasesWith(needs)
  return {
    verbs,
    /** asks about everything open, for whoever reads what the client area knows */
    follow,
  }
}
