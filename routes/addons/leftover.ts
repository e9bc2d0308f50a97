import type { Response } from 'express'
import type { AddonEntry } from '../../contracts/catalogue.ts'
import type { Leftover } from '../../marketplace/installations/leftovers.ts'
import { gridOf } from '../../marketplace/kinds.ts'
import type { Offer, Question } from '../../marketplace/offer.ts'
import { whyNotOlder } from '../../marketplace/offer/older.ts'
import { releaseOf } from '../../marketplace/releases.ts'

/** What an uninstall left behind, in words; null where nothing of it is worth a word. */
export const leftoverView = (leftover: Leftover, { locals: { t, format } }: Response) => {
  const { kind, name, version, at, settings, secrets, bytes } = leftover
  const parts = [
    ...(settings > 0 ? [t('addons.left.settings', { count: settings })] : []),
    ...(secrets > 0 ? [t('addons.left.secrets', { count: secrets })] : []),
    ...(bytes > 0 ? [t('addons.left.data', { size: format.bytes(bytes) })] : []),
  ]
  return parts.length > 0 ? { grid: gridOf(kind), name, version, at, what: format.list(parts) } : null
}

interface Asked {
  addon: AddonEntry
  leftover: Leftover | undefined
  question: Omit<Question, 'addon'>
}

/** The release that left it behind, where that can be installed in place of the one that is offered. */
export const keeperOf = ({ addon, leftover, question }: Asked, { get }: Offer) => {
  if (get.kind !== 'install' || !leftover?.version) return null
  const release = releaseOf(addon, leftover.version)
  if (!release || release.version === get.release.version) return null
  return whyNotOlder({ addon, ...question }, release)
    ? null
    : { version: release.version, to: get.release.version }
}
