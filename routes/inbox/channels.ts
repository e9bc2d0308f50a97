import { nameOf } from '../addons/names.ts'
import type { Services } from '../services.ts'

export interface Channel {
  slug: string
  name: string
  /** whether a reply can go out through it now */
  standing: 'on' | 'off' | 'missing'
}

/** The add-on that conversations came through: also one that is here no more. */
export const channelOf = async (slug: string, services: Services): Promise<Channel> => {
  const installed = await services.installations.find(slug)
  const name = installed?.name ?? (await nameOf(slug, services))
  return {
    slug,
    name,
    standing: installed ? (installed.active && !installed.altered ? 'on' : 'off') : 'missing',
  }
}

export const channelsOf = async (slugs: Iterable<string>, services: Services) => {
  const channels = await Promise.all([...new Set(slugs)].map(slug => channelOf(slug, services)))
  return new Map(channels.map(channel => [channel.slug, channel]))
}
