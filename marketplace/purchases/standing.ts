import type { AddonEntry } from '../../contracts/catalogue.ts'
import type { Connection } from '../connection.ts'
import type { CancellationStore, EntitlementStore } from '../entitlements.ts'
import { type Failure, fail, failure } from '../failures.ts'
import type { Operation, Operations, Stores } from '../operations.ts'
import { isBuying, type Placing } from '../purchases.ts'
import type { MarketNeeds } from './needs.ts'

export interface StandingNeeds extends Pick<MarketNeeds, 'connection' | 'purchases'> {
  operations: Pick<Operations, 'openFor'>
  entitlements: Pick<EntitlementStore, 'latestFor'>
  cancellations: Pick<CancellationStore, 'openFor'>
}

export const refused = (why: Failure): Placing => ({ kind: 'refused', why })

/** What is under way already: it comes before everything else, also before a price that is old by now. */
export const whatStands = async (
  { operations, purchases, connection }: StandingNeeds,
  { slug, name }: AddonEntry,
): Promise<Placing | undefined> => {
  const open = await operations.openFor(slug)
  if (open) return joined(open, name)
  // of another licence: its account is to settle it, this one may buy
  const purchase = await purchases.openFor(slug, (await connection.current())?.licence.id)
  return purchase && { kind: 'open already', purchase }
}

export const joined = (operation: Operation, name: string): Placing =>
  isBuying(operation)
    ? { kind: 'joined', operation }
    : refused(failure('busy', { name, operator: operation.operator }))

/** The login that would buy; throws Failed where there is none that may. */
export const buyer = async (
  { connection, ...needs }: StandingNeeds,
  { slug, name }: AddonEntry,
): Promise<Connection> => {
  const current = await connection.current()
  if (!current) return fail('not-connected', { name })
  if (current.place !== 'at home') fail(current.place === 'copy' ? 'copy' : 'moved-or-copy')
  if (current.licence.state !== 'active') fail('licence-inactive', { name, state: current.licence.state })
  await checkNothingStands(needs, slug, name)
  return current
}

export const checkNothingStands = async (
  stores: Pick<StandingNeeds, 'entitlements' | 'cancellations'> | Stores,
  addon: string,
  name: string,
) => {
  // stops a purchase from beginning while nobody knows whether the last one's billing has stopped
  if (await stores.cancellations.openFor(addon)) fail('cancelling', { name })
  const right = await stores.entitlements.latestFor(addon)
  if (right && right.kind !== 'free' && right.state !== 'ended') fail('bought-already', { name })
}
