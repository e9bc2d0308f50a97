import { randomUUID } from 'node:crypto'
import type { Licence } from '../../accounts/licences.ts'
import type { Cancelling } from '../backend.ts'
import type { Right } from '../records.ts'
import type { BillingStores } from '../stores.ts'
import type { Ground } from './ground.ts'
import { changeRight, ended } from './rights.ts'
import { viewsIn } from './views.ts'
import { voidOpen } from './voiding.ts'

interface How {
  reference: string
  by: string
}

/** Ends a subscription at once, for its help desk. */
export const cancel = async (ground: Ground, licence: Licence, id: string, how: How): Promise<Cancelling> => {
  const right = await ground.stores.rights.find(id)
  return right?.licenceId === licence.id ? end(ground, right, how) : { kind: 'unknown' }
}

/** The same for whoever pays it, on the client area's own page: a dead help desk must not pay for ever. */
export const endSubscription = async (ground: Ground, id: string, by: string): Promise<Cancelling> => {
  const right = await ground.stores.rights.find(id)
  return right ? end(ground, right, { reference: `desk-${randomUUID()}`, by }) : { kind: 'unknown' }
}

const end = async (ground: Ground, { id, kind, licenceId }: Right, how: How): Promise<Cancelling> => {
  if (kind !== 'recurring') return { kind: 'not recurring' }
  const at = ground.now().toISOString()
  const right = await ground.atomically(async stores => {
    await stores.licences.hold(licenceId)
    const current = await stores.rights.find(id)
    if (!current) return undefined
    await stores.rights.noteCancellation({ licenceId, entitlementId: id, at, ...how })
    return current.state === 'ended' ? current : endNow(stores, current, at)
  })
  if (!right) return { kind: 'unknown' }
  return { kind: 'cancelled', entitlement: await viewsIn(ground.stores, ground.settings).entitlement(right) }
}

// A payment that is under way can't be stopped here: its invoice stays until it is decided. If it succeeds the money is
// given back, otherwise the invoice is void then (see settling.ts).
const endNow = async (stores: BillingStores, right: Right, at: string) => {
  for (const invoice of await stores.invoices.openOf(right.id)) await voidOpen(stores, invoice, at)
  return changeRight(stores, right, ended('cancelled', at), at)
}
