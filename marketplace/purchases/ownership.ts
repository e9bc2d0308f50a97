import { type Failure, failure } from '../failures.ts'
import type { Purchase } from '../purchases.ts'
import type { MarketNeeds } from './needs.ts'

/**
 * Stops a purchase from being sent or asked for under a login that it does not belong to: somebody else's "unknown" would
 * say nothing of ours, and nothing may be charged to an account that was not on the page.
 */
export const whyNotOurs = async (
  { connection }: Pick<MarketNeeds, 'connection'>,
  { name, licence, account }: Purchase,
): Promise<Failure | null> => {
  const current = await connection.current()
  if (!current) return failure('purchase-not-sent', { name, because: 'not_connected' })
  if (current.licence.id !== licence || current.account.id !== account.id)
    return failure('purchase-not-sent', { name, because: 'other_account' })
  if (current.place !== 'at home') return failure('purchase-not-sent', { name, because: 'copy' })
  return null
}
