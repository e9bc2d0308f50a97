import semver from 'semver'
import type { AddonEntry, ReleaseEntry } from '../contracts/catalogue.ts'
import type { Installed } from './offer.ts'
import { offeredRelease, supports } from './releases.ts'

/** The one state a card shows; null: there is nothing to say beyond the price. */
export type CardState =
  | { kind: 'installed' | 'inactive' | 'not supported' | 'withdrawn' | 'altered' }
  | { kind: 'update'; version: string }

/** Installed states first: what an operator has matters more than what the catalogue says of it. */
export const cardState = (
  addon: AddonEntry,
  installation: Installed | null,
  helpDesk: string,
): CardState | null => {
  const release = offeredRelease(addon, helpDesk)
  if (installation) return installedState(installation, release)
  if (release) return null
  const withdrawn = addon.releases.some(r => r.withdrawn && supports(r, helpDesk))
  return { kind: withdrawn ? 'withdrawn' : 'not supported' }
}

const installedState = (installation: Installed, release: ReleaseEntry | undefined): CardState => {
  if (installation.altered) return { kind: 'altered' }
  if (release && semver.gt(release.version, installation.version))
    return { kind: 'update', version: release.version }
  return { kind: installation.active ? 'installed' : 'inactive' }
}
