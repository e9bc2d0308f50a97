import type { Held } from '../entitlements.ts'
import type { Installation } from '../installations.ts'
import type { Connection } from '../connection.ts'
import type { RightsNeeds, SyncNeeds } from './needs.ts'

const mostAtOnce = 20

/**
 * Asks for the zero-price rights of free add-ons that are installed, so that downloads and updates know one rule. Best
 * effort: a free add-on runs without one, and what was refused once is asked for again after the next start only.
 */
export const freeRights = () => {
  const refused = new Set<string>()
  return async (needs: SyncNeeds, connection: Connection, installed: readonly Installation[]) => {
    if (connection.place !== 'at home' || connection.licence.state !== 'active') return
    const held = new Set((await needs.entitlements.all()).map(({ addon }) => addon))
    const wanted = installed
      .map(({ addon }) => addon)
      .filter(addon => !held.has(addon) && !refused.has(addon))
    for (const addon of wanted.slice(0, mostAtOnce)) {
      if (needs.stopping.aborted || !(await isFree(needs, addon))) continue
      if (!(await askFor(needs, connection, addon))) refused.add(addon)
    }
  }
}

const isFree = async ({ addons }: SyncNeeds, addon: string) => (await addons.find(addon))?.prices.length === 0

const askFor = async (needs: RightsNeeds, connection: Connection, addon: string) => {
  const answer = await needs.connection.access(token => needs.market.grantFree(token, addon))
  if (answer.kind !== 'answer') return false
  const held: Held = { ...answer.value, readAt: needs.now().toISOString() }
  if (held.addon !== addon || held.licence !== connection.licence.id || held.kind !== 'free') return false
  await needs.atomically(({ entitlements }) => entitlements.put(held))
  return true
}
