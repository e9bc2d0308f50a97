import type { Response } from 'express'
import type { AddonEntry } from '../../contracts/catalogue.ts'
import { cycles } from '../../contracts/manifest.ts'
import { noRights } from '../../marketplace/code/rights.ts'
import { proseFrom } from '../../marketplace/markdown.ts'
import { newestRelease, offeredRelease } from '../../marketplace/releases.ts'
import { rangeInWords } from './range.ts'
import { permissionsInWords } from './rights.ts'

/** What the detail page shows besides the offer, in words. */
export const detailsOf = (addon: AddonEntry, helpDesk: string, { locals }: Response) => {
  const release = offeredRelease(addon, helpDesk) ?? newestRelease(addon)
  return {
    release: { ...release, supports: rangeInWords(release.supports, locals.t) },
    description: proseFrom(addon.description),
    permissions: permissionsInWords(addon.kind, release.permissions ?? noRights, locals),
    prices: priceRows(addon, locals),
    inWords: (range: string) => rangeInWords(range, locals.t),
    links: linksOf(addon),
  }
}

const linksOf = ({ author, terms, privacy }: AddonEntry) =>
  Object.entries({ website: author.url, support: author.support, terms, privacy }).flatMap(([name, href]) =>
    href === undefined ? [] : [{ name, href }],
  )

/** One row a cycle, shortest first; the amounts in the vendor's order of currencies. */
const priceRows = ({ prices }: AddonEntry, { format }: Express.Locals) =>
  cycles.flatMap(cycle => {
    const amounts = prices
      .filter(price => price.cycle === cycle)
      .map(({ amount, currency }) => format.money(amount, currency))
    return amounts.length > 0 ? [{ cycle: cycle.replaceAll('-', '_'), amounts }] : []
  })
