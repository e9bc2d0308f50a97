import { cardState } from '../card-states.ts'
import type { Happening, News } from '../news.ts'
import { newerReleases } from '../releases.ts'
import { noWishes } from '../updates.ts'

type Update = Extract<News, { kind: 'update' }>

/** What the notice bar says of updates that wait. */
export const waitingNews = (happening: Happening): News[] => inShort(updates(happening))

/** How many updates it tells of. */
export const waitingIn = (news: readonly News[]) =>
  news.reduce(
    (sum, one) => sum + (one.kind === 'updates' ? one.names.length : Number(one.kind === 'update')),
    0,
  )

const mostUpdateLines = 2

/** What closes a hole has a line of its own; many others share one. */
const inShort = (waiting: Update[]): News[] => {
  const others = waiting.filter(({ security }) => !security)
  if (others.length <= mostUpdateLines) return waiting
  const urgent = waiting.filter(({ security }) => security)
  return [...urgent, { kind: 'updates', names: others.map(({ name }) => name) }]
}

/** What closes a hole first. A version that is not wanted here is no news, nor one that did not do. */
const updates = ({ installed, helpDesk, wishes }: Happening): Update[] =>
  installed
    .flatMap(({ installation, addon }) => {
      const { slug, name } = addon
      const state = cardState({ addon, installation, money: nothingOwed, helpDesk })
      if (state?.kind !== 'update') return []
      const { skipped, putBack } = wishes.get(slug) ?? noWishes
      if (skipped.includes(state.version) || putBack?.version === state.version) return []
      const security = newerReleases(addon, installation.version, helpDesk).some(one => one.security)
      return [{ kind: 'update' as const, addon: slug, name, version: state.version, security }]
    })
    .toSorted((a, b) => Number(b.security) - Number(a.security))

// an update is news whatever is owed for it
const nothingOwed = { entitlement: null, purchase: null }
