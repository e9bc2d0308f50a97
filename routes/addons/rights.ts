import { inboxEventNames } from '../../contracts/inbox.ts'
import type { Kind, Permissions } from '../../contracts/manifest.ts'
import { noRights } from '../../marketplace/code/rights.ts'
import { nameOf, type Widening } from '../../marketplace/updates/widening.ts'

type InWords = Pick<Express.Locals, 't' | 'format'>

/** What an add-on of a kind may do, one line each. */
export const permissionsInWords = (kind: Kind, asked: Permissions, locals: InWords) => [
  ...(kind === 'channel' ? [locals.t('addons.permission.deliver')] : []),
  ...askedInWords(kind, asked, locals),
]

const askedInWords = (kind: Kind, asked: Permissions, { t, format }: InWords) => {
  // a channel has to do with its own conversations only, whatever it declares
  const whose = kind === 'channel' ? 'own' : 'all'
  const events = format.list(asked.events.map(event => eventInWords(event, t)))
  return [
    ...(asked.hosts.length > 0 ? [t('addons.permission.hosts', { hosts: format.list(asked.hosts) })] : []),
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

/** What a release asks for, and what the installed one asked for. */
export interface Wider {
  kind: Kind
  widened: readonly Widening[]
  before: Permissions | undefined
}

/** Each right that a release asks for beyond the accepted ones: in words, and by the name that a form accepts it by. */
export const widenedInWords = ({ kind, widened, before }: Wider, locals: InWords) =>
  widened.map(one => ({ name: nameOf(one), words: inWords(kind, one, before, locals) }))

const inWords = (kind: Kind, one: Widening, before: Permissions | undefined, locals: InWords): string => {
  const { t, format } = locals
  if (one.kind === 'storage' && before && before.storage > 0)
    return t('addons.update.storage', { size: format.bytes(one.value), before: format.bytes(before.storage) })
  return askedInWords(kind, { ...noRights, ...asPermissions(one) }, locals).join(' ')
}

const asPermissions = (one: Widening): Partial<Permissions> => {
  switch (one.kind) {
    case 'host':
      return { hosts: [one.value] }
    case 'event':
      return { events: [one.value] }
    case 'inbox':
      return { inbox: [one.value] }
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
