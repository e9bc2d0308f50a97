import type { RequestHandler } from 'express'
import { type News, newsFrom } from '../../marketplace/news.ts'
import { may } from '../../marketplace/permissions.ts'
import type { Services } from '../services.ts'

/** The notice bar, for those who see add-ons. Read again when a revision has moved, or after a minute: lists grow old. */
export const news = (services: Services): RequestHandler => {
  let known: { at: string; news: News[] } | undefined
  return async (_req, res, next) => {
    const { viewer, revisions } = res.locals
    res.locals['news'] = []
    if (!viewer || !may(viewer, 'addons')) return next()
    const at = [
      revisions['catalogue'],
      revisions['installations'],
      Math.floor(services.now().getTime() / 60_000),
    ].join()
    if (known?.at !== at) known = { at, news: await readNews(services) }
    res.locals['news'] = known.news
    next()
  }
}

const readNews = async ({ installations, addons, settings }: Services) => {
  const pairs = await Promise.all(
    (await installations.all()).map(async installation => ({
      installation,
      addon: await addons.find(installation.addon),
    })),
  )
  const listed = pairs.flatMap(({ installation, addon }) => (addon ? [{ installation, addon }] : []))
  return newsFrom(listed, await addons.standing(), settings.helpDeskVersion)
}
