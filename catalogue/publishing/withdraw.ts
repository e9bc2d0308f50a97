import type { AddonEntry } from '../../contracts/catalogue.ts'
import { checked } from './entries.ts'
import { refuse } from './refused.ts'
import { inRepository, published, publishList, type Workplace } from './repository.ts'
import { openTree } from './tree.ts'

export interface Withdrawal extends Workplace {
  slug: string
  version: string
  /** shown to every operator who has or looks at it */
  reason: string
  /** `stop` switches the installed release off, `advise` only says so */
  severity: 'advise' | 'stop'
  /** the version to use in its place */
  replacement?: string
}

/** Marks a published release as withdrawn. Withdrawing it again replaces reason, severity and replacement. */
export const withdraw = (withdrawal: Withdrawal) =>
  inRepository(withdrawal, async open => {
    const { slug, version } = withdrawal
    const signed = published(open)
    open.need(['targets', 'snapshot', 'timestamp'], signed.root)
    const tree = await openTree(open.repository, signed)
    const addon = (await tree.find(slug)) ?? refuse(`There is no add-on ${slug} in the catalogue.`)
    await publishList(open, signed, new Map([[slug, marked(addon, withdrawal)]]))
    return { kind: 'withdrawn', slug, version } as const
  })

const marked = (addon: AddonEntry, { version, reason, severity, replacement, now }: Withdrawal) => {
  const has = (wanted: string) => addon.releases.some(r => r.version === wanted)
  if (!has(version)) refuse(`${addon.slug} has no release ${version}.`)
  if (replacement !== undefined && (replacement === version || !has(replacement)))
    refuse(`${addon.slug} has no other release ${replacement} to replace ${version}.`)
  const withdrawn = {
    reason,
    severity,
    ...(replacement !== undefined && { replacement }),
    at: now.toISOString(),
  }
  const releases = addon.releases.map(r => (r.version === version ? { ...r, withdrawn } : r))
  return checked({ ...addon, releases })
}
