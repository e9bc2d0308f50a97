import {
  type EntitlementStore,
  type Held,
  isFetchable,
  isUnpaid,
  type Lapse,
  type LapseStore,
} from '../entitlements.ts'
import { type Failure, failure } from '../failures.ts'

interface Known {
  entitlements: Pick<EntitlementStore, 'latestFor'>
  lapses: Pick<LapseStore, 'all'>
  now: () => Date
}

/**
 * Why an add-on may not be switched on, as far as rights to it go. What lapsed stays off until a right to it has been
 * read that goes on: else a silent client area, or one that knows of no right, would be overruled by a press.
 */
export const whyUnpaid = async (
  { entitlements, lapses, now }: Known,
  { addon, name }: { addon: string; name: string },
): Promise<Failure | null> => {
  const right = await entitlements.latestFor(addon)
  if (isUnpaid(right, now())) return failure('unpaid', { name })
  const lapse = (await lapses.all()).find(one => one.addon === addon)
  if (!lapse || isReadSince(right, lapse)) return null
  return failure(lapse.because === 'silence' ? 'purchase-unchecked' : 'not-entitled', { name })
}

const isReadSince = (right: Held | undefined, { at }: Lapse) =>
  right !== undefined && isFetchable(right) && right.readAt > at
