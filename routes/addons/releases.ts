import type { Response } from 'express'
import type { AddonEntry, ReleaseEntry } from '../../contracts/catalogue.ts'
import type { Installation } from '../../marketplace/installations.ts'
import { proseFrom } from '../../marketplace/markdown.ts'
import type { Offer } from '../../marketplace/offer.ts'
import { newerReleases, releaseOf, supports } from '../../marketplace/releases.ts'
import { rangeInWords } from './range.ts'
import { widenedInWords } from './rights.ts'

interface Shown {
  addon: AddonEntry
  offer: Offer
  installation: Installation | null
  helpDesk: string
}

/** All releases: those that an update brings, and the others; and which rights a press of Update accepts. */
export const releasesOf = (shown: Shown, { locals }: Response) => {
  const { addon, offer, installation, helpDesk } = shown
  const { update, older } = offer
  const accepted = installation ? releaseOf(addon, installation.version)?.permissions : undefined
  const inWords = (widened: Offer['older'][number]['widened']) =>
    widenedInWords({ kind: addon.kind, widened, before: accepted }, locals)
  const choices = new Map(older.map(({ release, widened }) => [release.version, inWords(widened)]))
  const fresh = freshOf(shown)
  const view = (one: ReleaseEntry) => ({
    ...one,
    supports: rangeInWords(one.supports, locals.t),
    fits: supports(one, helpDesk),
    notes: proseFrom(one.notes),
    isKept: offer.back.kind === 'back' && offer.back.to.version === one.version,
    /** the rights that choosing this older one accepts; null: it can't be chosen */
    older: choices.get(one.version) ?? null,
  })
  return {
    fresh: securityFirst(fresh).map(view),
    releases: addon.releases.filter(one => !fresh.includes(one)).map(view),
    closesHole: fresh.some(one => one.security),
    widened: update.kind === 'update' ? inWords(update.widened) : [],
  }
}

const freshOf = ({ addon, offer: { update }, installation, helpDesk }: Shown) => {
  if (update.kind === 'update') return update.notes
  return installation ? newerReleases(addon, installation.version, helpDesk) : []
}

/** Newest first, but what closes a hole before anything else. */
const securityFirst = (releases: readonly ReleaseEntry[]) =>
  releases.toSorted((a, b) => Number(b.security) - Number(a.security))
