import type { Response } from 'express'
import type { AddonEntry } from '../../contracts/catalogue.ts'
import { cycles, type Permissions } from '../../contracts/manifest.ts'
import { proseFrom } from '../../marketplace/markdown.ts'
import { newestRelease, offeredRelease, supports } from '../../marketplace/releases.ts'
import { rangeInWords } from './range.ts'

/** What the detail page shows besides the offer, in words. */
export const detailsOf = (addon: AddonEntry, helpDesk: string, { locals }: Response) => {
  const release = offeredRelease(addon, helpDesk) ?? newestRelease(addon)
  return {
    release: { ...release, supports: rangeInWords(release.supports, locals.t) },
    description: proseFrom(addon.description),
    permissions: release.permissions ? permissionsInWords(release.permissions, locals) : [],
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

const permissionsInWords = (asked: Permissions, { t, format }: Express.Locals) => [
  ...(asked.hosts.length > 0 ? [t('addons.permission.hosts', { hosts: format.list(asked.hosts) })] : []),
  ...(asked.events.length > 0
    ? [
        t('addons.permission.events', {
          events: format.list(asked.events.map(event => eventInWords(event, t))),
        }),
      ]
    : []),
  ...(asked.publicAddress ? [t('addons.permission.public-address')] : []),
  ...asked.pages.map(page => t(`addons.permission.page-${page.audience}`, { title: page.title })),
  ...(asked.schedule ? [scheduleInWords(asked.schedule, t)] : []),
  ...(asked.storage > 0 ? [t('addons.permission.storage', { size: format.bytes(asked.storage) })] : []),
]

const knownEvents = ['conversation.opened', 'conversation.closed', 'message.received', 'reply.sent']

const eventInWords = (event: string, t: Express.Locals['t']) =>
  knownEvents.includes(event) ? t(`addons.event.${event}`) : event

/** Once an hour and once a day are said in words; any other schedule stands as its author wrote it. */
const scheduleInWords = (schedule: string, t: Express.Locals['t']) => {
  if (/^\d+ \* \* \* \*$/.test(schedule)) return t('addons.permission.schedule-hourly')
  if (/^\d+ \d+ \* \* \*$/.test(schedule)) return t('addons.permission.schedule-daily')
  return t('addons.permission.schedule', { schedule })
}
