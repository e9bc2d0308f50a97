import type { AddonEntry } from '../../contracts/catalogue.ts'
import { newestRelease, offeredRelease } from '../../marketplace/releases.ts'

/** What the command line prints of an add-on in a list. */
export const inShort = (addon: AddonEntry, helpDesk: string) => ({
  slug: addon.slug,
  kind: addon.kind,
  name: addon.name,
  version: (offeredRelease(addon, helpDesk) ?? newestRelease(addon)).version,
  supported: offeredRelease(addon, helpDesk) !== undefined,
  summary: addon.summary,
  tags: addon.tags,
  prices: addon.prices,
})

export const line = ({ slug, kind, version, supported, prices, summary }: ReturnType<typeof inShort>) =>
  [
    slug.padEnd(24),
    kind.padEnd(9),
    version.padEnd(10),
    prices.length === 0 ? 'free' : 'paid',
    supported ? summary : `${summary} (not supported here)`,
  ].join('  ')
