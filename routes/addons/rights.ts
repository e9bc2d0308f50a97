import type { Permissions } from '../../contracts/manifest.ts'
import { nameOf, type Widening } from '../../marketplace/updates/widening.ts'

type InWords = Pick<Express.Locals, 't' | 'format'>

/** What an add-on may do, one line each. */
export const permissionsInWords = (asked: Permissions, { t, format }: InWords) => [
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

/** Each right that a release asks for beyond the accepted ones: in words, and by the name that a form accepts it by. */
export const widenedInWords = (
  widened: readonly Widening[],
  before: Permissions | undefined,
  locals: InWords,
) => widened.map(one => ({ name: nameOf(one), words: inWords(one, before, locals) }))

const nothing: Permissions = {
  hosts: [],
  events: [],
  publicAddress: false,
  pages: [],
  storage: 0,
  schedule: null,
}

const inWords = (one: Widening, before: Permissions | undefined, locals: InWords): string => {
  const { t, format } = locals
  if (one.kind === 'storage' && before && before.storage > 0)
    return t('addons.update.storage', { size: format.bytes(one.value), before: format.bytes(before.storage) })
  return permissionsInWords({ ...nothing, ...asPermissions(one) }, locals).join(' ')
}

const asPermissions = (one: Widening): Partial<Permissions> => {
  switch (one.kind) {
    case 'host':
      return { hosts: [one.value] }
    case 'event':
      return { events: [one.value] }
    case 'public-address':
      return { publicAddress: true }
    case 'page':
      return { pages: [{ id: one.value, title: one.title, audience: one.audience }] }
    case 'storage':
      return { storage: one.value }
    case 'schedule':
      return { schedule: one.value }
  }
}
