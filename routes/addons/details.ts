import type { Response } from 'express'
import type { AddonEntry } from '../../contracts/catalogue.ts'
import { inboxEventNames } from '../../contracts/inbox.ts'
import { cycles, type Kind, type Permissions } from '../../contracts/manifest.ts'
import { noRights } from '../../marketplace/code/rights.ts'
import { proseFrom } from '../../marketplace/markdown.ts'
import { newestRelease, offeredRelease, supports } from '../../marketplace/releases.ts'
import { rangeInWords } from './range.ts'

/** What the detail page shows besides the offer, in words. */
export const detailsOf = (addon: AddonEntry, helpDesk: string, { locals }: Response) => {
  const release = offeredRelease(addon, helpDesk) ?? newestRelease(addon)
  return {
    release: { ...release, supports: rangeInWords(release.supports, locals.t) },
    description: proseFrom(addon.description),
    permissions: permissionsInWords(addon.kind, release.permissions ?? noRights, locals),
    releases: addon.releases.map(one => ({
      ...one,
      supports: rangeInWords(one.supports, locals.t),
      fits: supports(one, helpDesk),
      notes: proseFrom(one.notes),
    })),
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

const permissionsInWords = (kind: Kind, asked: Permissions, { t, format }: Express.Locals) => {
  // a channel has to do with its own conversations only, whatever it declares
  const whose = kind === 'channel' ? 'own' : 'all'
  const events = format.list(asked.events.map(event => eventInWords(event, t)))
  return [
    ...(asked.hosts.length > 0 ? [t('addons.permission.hosts', { hosts: format.list(asked.hosts) })] : []),
    ...(kind === 'channel' ? [t('addons.permission.deliver')] : []),
    ...(asked.events.length > 0 ? [t('addons.permission.events', { whose, events })] : []),
    ...asked.inbox.map(act => t(`addons.permission.inbox.${act}`, { whose })),
    ...(asked.publicAddress ? [t('addons.permission.public-address')] : []),
    ...asked.pages.map(page => t(`addons.permission.page-${page.audience}`, { title: page.title })),
    ...(asked.schedule ? [scheduleInWords(asked.schedule, t)] : []),
    ...(asked.storage > 0 ? [t('addons.permission.storage', { size: format.bytes(asked.storage) })] : []),
  ]
}

const known: readonly string[] = inboxEventNames

const eventInWords = (event: string, t: Express.Locals['t']) =>
  known.includes(event) ? t(`addons.event.${event}`) : event

/** Once an hour and once a day are said in words; any other schedule stands as its author wrote it. */
const scheduleInWords = (schedule: string, t: Express.Locals['t']) => {
  if (/^\d+ \* \* \* \*$/.test(schedule)) return t('addons.permission.schedule-hourly')
  if (/^\d+ \d+ \* \* \*$/.test(schedule)) return t('addons.permission.schedule-daily')
  return t('addons.permission.schedule', { schedule })
}
