import type { Response } from 'express'
import type { AddonEntry } from '../../contracts/catalogue.ts'
import { cycles, type Permissions } from '../../contracts/manifest.ts'
import { newestRelease, offeredRelease, supports } from '../../marketplace/addons.ts'
import { proseFrom } from '../../marketplace/markdown.ts'

/** What the detail page shows besides the offer, in words. */
export const detailsOf = (addon: AddonEntry, helpDesk: string, { locals }: Response) => {
  const release = offeredRelease(addon, helpDesk) ?? newestRelease(addon)
  return {
    release,
    description: proseFrom(addon.description),
    permissions: release.permissions ? permissionsInWords(release.permissions, locals) : [],
    releases: addon.releases.map(one => ({
      ...one,
      fits: supports(one, helpDesk),
      notes: proseFrom(one.notes),
    })),
    prices: priceTable(addon, locals),
    links: linksOf(addon),
  }
}

const linksOf = ({ author, terms, privacy }: AddonEntry) =>
  Object.entries({ website: author.url, support: author.support, terms, privacy }).flatMap(([name, href]) =>
    href === undefined ? [] : [{ name, href }],
  )

const priceTable = ({ prices }: AddonEntry, { format }: Express.Locals) => {
  const currencies = [...new Set(prices.map(price => price.currency))]
  const offered = cycles.filter(cycle => prices.some(price => price.cycle === cycle))
  const cell = (cycle: string, currency: string) => {
    const price = prices.find(one => one.cycle === cycle && one.currency === currency)
    return price ? format.money(price.amount, currency) : null
  }
  return {
    currencies,
    rows: offered.map(cycle => ({
      cycle: cycle.replaceAll('-', '_'),
      cells: currencies.map(currency => cell(cycle, currency)),
    })),
  }
}

const permissionsInWords = (asked: Permissions, { t, format }: Express.Locals) => [
  ...(asked.hosts.length > 0 ? [t('addons.permission.hosts', { hosts: format.list(asked.hosts) })] : []),
  ...(asked.events.length > 0 ? [t('addons.permission.events', { events: format.list(asked.events) })] : []),
  ...(asked.publicAddress ? [t('addons.permission.public-address')] : []),
  ...asked.pages.map(page => t(`addons.permission.page-${page.audience}`, { title: page.title })),
  ...(asked.schedule ? [t('addons.permission.schedule', { schedule: asked.schedule })] : []),
  ...(asked.storage > 0 ? [t('addons.permission.storage', { size: format.bytes(asked.storage) })] : []),
]
