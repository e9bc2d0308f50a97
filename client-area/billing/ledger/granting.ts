import { type Licence, stateOf } from '../../accounts/licences.ts'
import type { Granting } from '../backend.ts'
import type { Right } from '../records.ts'
import type { BillingStores } from '../stores.ts'
import type { Ground } from './ground.ts'
import { newRight } from './rights.ts'
import { viewsIn } from './views.ts'

/** The right to an add-on that costs nothing; asked again, it is the same one. */
export const grantFree = async (ground: Ground, licence: Licence, addon: string): Promise<Granting> => {
  const granted = await ground.atomically(stores => grant(ground, stores, licence, addon))
  if (typeof granted === 'string') return { kind: granted }
  const entitlement = await viewsIn(ground.stores, ground.settings).entitlement(granted)
  return { kind: 'granted', entitlement }
}

const grant = async (
  ground: Ground,
  stores: BillingStores,
  { id }: Licence,
  addon: string,
): Promise<Right | Exclude<Granting['kind'], 'granted'>> => {
  const licence = await stores.licences.hold(id)
  if (!licence || stateOf(licence, ground.now()) !== 'active') return 'licence inactive'
  const live = await stores.rights.liveFor(id, addon)
  if (live) return live
  const at = ground.now().toISOString()
  if (!(await stores.products.find(addon))) return 'unknown add-on'
  if ((await stores.products.pricesAt(addon, at)).length > 0) return 'not free'
  const right = newRight({ licenceId: id, accountId: licence.accountId, addon }, at)
  await stores.rights.add(right)
  await stores.events.add(id, { type: 'entitlement.changed', object: right.id, at })
  return right
}
