import type { AddonEntry } from '../../contracts/catalogue.ts'
import { type Held, isFetchable } from '../entitlements.ts'
import { fail } from '../failures.ts'
import type { MarketNeeds } from '../purchases/needs.ts'

/** Reads the rights to a paid add-on anew, just before it is fetched; throws Failed unless one of them holds. */
export const checkEntitled = async (needs: MarketNeeds, { slug, name }: AddonEntry) => {
  const { market, connection, atomically, now } = needs
  const current = await connection.current()
  if (!current) return fail('not-connected', { name })
  const answer = await connection.access(token => market.entitlements(token))
  if (answer.kind === 'not connected') return fail('not-connected', { name })
  if (answer.kind === 'failed') return fail('purchase-unchecked', { name }, answer.failure)
  const readAt = now().toISOString()
  // stops a right of another licence from being taken for ours
  const rights: Held[] = answer.value
    .filter(({ addon, licence }) => addon === slug && licence === current.licence.id)
    .map(right => ({ ...right, readAt }))
  await atomically(async ({ entitlements }) => {
    for (const right of rights) await entitlements.put(right)
  })
  if (!rights.some(isFetchable)) fail('not-entitled', { name })
}
