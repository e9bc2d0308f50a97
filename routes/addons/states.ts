import type { State } from '../../marketplace/browse.ts'
import { cardState, owedState } from '../../marketplace/card-states.ts'
import { isBought } from '../../marketplace/offer.ts'
import type { Services } from '../services.ts'
import { ownedHere } from './owned.ts'

/** The add-ons in any of these states; undefined when no state is asked for. */
export const slugsIn = async (states: State[], services: Services) => {
  if (states.length === 0) return undefined
  const owned = await ownedHere(services)
  const slugs = await slugsHere(services)
  const matches = await Promise.all(
    slugs.map(async slug => {
      const found = await statesOf(slug, owned(slug), services)
      return states.some(state => found.includes(state))
    }),
  )
  return slugs.filter((_, at) => matches[at])
}

/** Every add-on that is installed, bought or owed here; no other has a state to ask for. */
const slugsHere = async ({ installations, purchases, entitlements }: Services) => {
  const lists = [await installations.all(), await purchases.openAll(), await entitlements.all()]
  return [...new Set(lists.flatMap(list => list.map(({ addon }) => addon)))]
}

const statesOf = async (
  slug: string,
  { installation, money }: ReturnType<Awaited<ReturnType<typeof ownedHere>>>,
  { addons, settings }: Services,
): Promise<State[]> => {
  const addon = await addons.find(slug)
  const question = { installation, money, helpDesk: settings.helpDeskVersion }
  const update =
    addon &&
    installation &&
    cardState({
      addon,
      ...question,
      installation: { ...installation, needsSetUp: false },
      money: nothingOwed,
    })
  return [
    ...(installation ? [installation.active ? ('installed' as const) : ('inactive' as const)] : []),
    ...(update?.kind === 'update' ? ['update' as const] : []),
    ...(owedState(money) ? ['due' as const] : []),
    ...(isBought(money.entitlement) ? ['purchased' as const] : []),
  ]
}

const nothingOwed = { entitlement: null, purchase: null }
