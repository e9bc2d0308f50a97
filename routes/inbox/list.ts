import type { Response } from 'express'
import { may } from '../../marketplace/permissions.ts'
import { viewerOf } from '../middleware/locals.ts'
import type { Services } from '../services.ts'
import { type Channel, channelsOf } from './channels.ts'
import { addonPages } from './addon-pages.ts'
import { type InboxWish, inboxStates, queryOf } from './filter.ts'

/** Everything the list of conversations shows. */
export const listFor = async (wish: InboxWish, services: Services, res: Response) => {
  const { inbox } = services
  const found = await inbox.list(wish, wish.page)
  const choices = await inbox.choices()
  const channels = await channelsOf(choices.channels, services)
  return {
    wish,
    found,
    rows: found.conversations.map(one => ({
      ...one,
      through: channels.get(one.channel)?.name ?? one.channel,
    })),
    addonPages: await addonPages(services),
    filters: filtersFor([...channels.values()], choices.tags, res),
    links: linksFor(wish, found, services),
    isEmpty: choices.channels.length === 0,
    isFiltered: Boolean(wish.words || wish.channel || wish.tag || wish.state !== 'open'),
    mayFind: may(viewerOf(res), 'addons'),
  }
}

const filtersFor = (channels: Channel[], tags: string[], { locals: { t } }: Response) => {
  const any = (name: string) => ({ value: '', text: t(`inbox.${name}.any`) })
  const byName = channels.toSorted((a, b) => a.name.localeCompare(b.name))
  return {
    states: inboxStates.map(value => ({ value, text: t(`inbox.state.${value}`) })),
    channels: [any('channel'), ...byName.map(({ slug, name }) => ({ value: slug, text: name }))],
    tags: [any('tag'), ...tags.map(tag => ({ value: tag, text: tag }))],
  }
}

const linksFor = (wish: InboxWish, { page, pages }: { page: number; pages: number }, { paths }: Services) => {
  const at = (change: Partial<InboxWish>) =>
    paths.withQuery(paths.inbox(), queryOf({ ...wish, page: 1, ...change }))
  return {
    previous: page > 1 ? at({ page: page - 1 }) : undefined,
    next: page < pages ? at({ page: page + 1 }) : undefined,
    everywhere: wish.state !== 'all' && wish.words ? at({ state: 'all' }) : undefined,
  }
}
