import semver from 'semver'
import type { AddonEntry, ReleaseEntry } from '../contracts/catalogue.ts'
import { type Installed, isBought, type Money } from './offer.ts'
import { isUnclear } from './purchases.ts'
import { offeredRelease, supports } from './releases.ts'

/** The one state a card shows; null: there is nothing to say beyond the price. */
export type CardState =
  | { kind: 'installed' | 'inactive' | 'needs set-up' | 'not supported' | 'withdrawn' | 'altered' }
  | { kind: 'due' | 'checking' | 'purchased' }
  | { kind: 'update'; version: string }

/** What a card is made from. */
export interface CardQuestion {
  addon: AddonEntry
  installation: Installed | null
  money: Pick<Money, 'entitlement' | 'purchase'>
  helpDesk: string
}

/** What an operator has, or owes, matters more than what the catalogue says of it. */
export const cardState = ({ addon, installation, money, helpDesk }: CardQuestion): CardState | null => {
  if (installation?.altered) return { kind: 'altered' }
  const owed = owedState(money)
  if (owed) return owed
  const release = offeredRelease(addon, helpDesk)
  if (installation) return installedState(installation, release)
  if (release) return isBought(money.entitlement) ? { kind: 'purchased' } : null
  const withdrawn = addon.releases.some(one => one.withdrawn && supports(one, helpDesk))
  return { kind: withdrawn ? 'withdrawn' : 'not supported' }
}

/** Something is to be paid for it, or to be cleared with the client area. */
export const owedState = ({ entitlement, purchase }: CardQuestion['money']): CardState | null => {
  if (purchase) return { kind: isUnclear(purchase) || purchase.state === 'processing' ? 'checking' : 'due' }
  const owing = entitlement?.state === 'past due' || entitlement?.state === 'suspended'
  return owing ? { kind: 'due' } : null
}

const installedState = (
  { version, active, needsSetUp }: Installed,
  release: ReleaseEntry | undefined,
): CardState => {
  // what does not work yet matters more than that there is a newer one
  if (active && needsSetUp) return { kind: 'needs set-up' }
  if (release && semver.gt(release.version, version)) return { kind: 'update', version: release.version }
  return { kind: active ? 'installed' : 'inactive' }
}
