import type { InboxAct, Permissions } from '../../contracts/manifest.ts'

/** One right that a newer release asks for and the installed one did not. `value`: what of it is new. */
export type Widening =
  | { kind: 'host' | 'event' | 'schedule'; value: string }
  | { kind: 'page'; value: string; title: string; audience: 'operators' | 'public' }
  | { kind: 'inbox'; value: InboxAct }
  | { kind: 'public-address' }
  | { kind: 'storage'; value: number }

type Asked = Permissions | undefined

/**
 * What of `wanted` goes beyond `accepted`. A right that is named otherwise is a new one: another schedule, a page that
 * was for operators and is for everybody now.
 */
export const widenings = (accepted: Asked, wanted: Asked): Widening[] => {
  if (!wanted) return []
  const { hosts, events, inbox, publicAddress, pages, storage, schedule } = wanted
  return [
    ...hosts.filter(host => !accepted?.hosts.includes(host)).map(value => ({ kind: 'host' as const, value })),
    ...events
      .filter(one => !accepted?.events.includes(one))
      .map(value => ({ kind: 'event' as const, value })),
    ...inbox.filter(act => !accepted?.inbox.includes(act)).map(value => ({ kind: 'inbox' as const, value })),
    ...(publicAddress && !accepted?.publicAddress ? [{ kind: 'public-address' as const }] : []),
    ...pages
      .filter(page => !hasPage(accepted, page))
      .map(({ id, title, audience }) => ({
        kind: 'page' as const,
        value: id,
        title,
        audience,
      })),
    ...(storage > (accepted?.storage ?? 0) ? [{ kind: 'storage' as const, value: storage }] : []),
    ...(schedule !== null && schedule !== accepted?.schedule
      ? [{ kind: 'schedule' as const, value: schedule }]
      : []),
  ]
}

const hasPage = (accepted: Asked, { id, audience }: Permissions['pages'][number]) =>
  accepted?.pages.some(page => page.id === id && (page.audience === audience || page.audience === 'public'))

/** The name by which a form says that it is accepted. */
export const nameOf = (widening: Widening): string => {
  switch (widening.kind) {
    case 'public-address':
      return widening.kind
    case 'page':
      return `page:${widening.value}:${widening.audience}`
    case 'host':
    case 'event':
    case 'inbox':
    case 'storage':
    case 'schedule':
      // the names of all that was accepted are kept in one line, one word each
      return `${widening.kind}:${widening.value}`.replaceAll(' ', '_')
  }
}

/** Was exactly this shown and accepted? Stops a list that was read a moment ago from accepting more. */
export const areAccepted = (wanted: readonly Widening[], accepted: readonly string[]) =>
  wanted.every(one => accepted.includes(nameOf(one)))
