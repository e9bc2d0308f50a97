import { type Failure, failure } from '../failures.ts'
import type { Purchase } from '../purchases.ts'
import type { MarketNeeds } from './needs.ts'

type Asked = Pick<MarketNeeds, 'connection'>

/**
 * Stops a purchase from being asked for under another licence: that one's "unknown" would say nothing of ours. Copies of
 * the panel that bought ask for nothing.
 */
export const whyNotAsked = async (
  { connection }: Asked,
  { name, licence }: Purchase,
): Promise<Failure | null> => {
  const current = await connection.current()
  const because = (word: string) => failure('purchase-not-sent', { name, because: word })
  if (!current) return because('not_connected')
  if (current.licence.id !== licence) return because('other_account')
  return current.place === 'at home' ? null : because('copy')
}

/** Stops a charge to an account that was not on the page. */
export const whyNotSentBy = async (needs: Asked, purchase: Purchase): Promise<Failure | null> => {
  const { name, account } = purchase
  const current = await needs.connection.current()
  if (current && current.account.id !== account.id)
    return failure('purchase-not-sent', { name, because: 'other_account' })
  return whyNotAsked(needs, purchase)
}
