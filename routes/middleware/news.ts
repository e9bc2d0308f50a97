import type { RequestHandler, Response } from 'express'
import type { Failure } from '../../marketplace/failures.ts'
import { isUnpaid, type News, newsFrom } from '../../marketplace/news.ts'
import { may } from '../../marketplace/permissions.ts'
import { waitingIn } from '../../marketplace/updates/waiting-news.ts'
import { nameOf } from '../addons/names.ts'
import { failureWords } from '../operations/view.ts'
import type { Services } from '../services.ts'

/** The notice bar, for those who see add-ons. Read again when a revision has moved, or after a minute: lists grow old. */
export const news = (services: Services): RequestHandler => {
  let known: { at: string; news: News[] } | undefined
  return async (_req, res, next) => {
    const { viewer, revisions } = res.locals
    tell(res, [])
    res.locals['reasonOf'] = (why: Failure) => failureWords(why, services, res)
    if (!viewer || !may(viewer, 'addons')) return next()
    const at = [
      revisions['catalogue'],
      revisions['installations'],
      revisions['purchases'],
      revisions['connection'],
      revisions['settings'],
      Math.floor(services.now().getTime() / 60_000),
    ].join()
    if (known?.at !== at) known = { at, news: await readNews(services) }
    tell(res, known.news)
    next()
  }
}

const tell = ({ locals }: Response, told: News[]) => {
  locals['news'] = told
  locals['updatesWaiting'] = waitingIn(told)
}

/** Reads the notice bar anew for a reply that waited for what it tells of. */
export const newsAgain = async (services: Services, res: Response) => {
  const { viewer } = res.locals
  if (viewer && may(viewer, 'addons')) tell(res, await readNews(services))
}

const readNews = async (services: Services) => {
  const { addons, settings, connection, purchases, entitlements, code, updates, now } = services
  const unpaid = (await entitlements.all()).filter(isUnpaid)
  return newsFrom({
    installed: await installedAndListed(services),
    standing: await addons.standing(),
    helpDesk: settings.helpDeskVersion,
    purchases: await purchases.openAll(),
    rights: await Promise.all(
      unpaid.map(async right => ({ right, name: await nameOf(right.addon, services) })),
    ),
    silence: await entitlements.silence(),
    safeMode: await code.safeMode.state(),
    said: await code.notices(),
    wishes: await updates.wishes(),
    automatic: await services.manyUpdates.latestAutomatic(),
    now: now(),
    place: (await connection.current())?.place ?? 'at home',
  })
}

const installedAndListed = async ({ installations, addons }: Services) => {
  const pairs = await Promise.all(
    (await installations.all()).map(async installation => ({
      installation,
      addon: await addons.find(installation.addon),
    })),
  )
  return pairs.flatMap(({ installation, addon }) => (addon ? [{ installation, addon }] : []))
}
