import type { Response } from 'express'
import semver from 'semver'
import type { AddonEntry } from '../../contracts/catalogue.ts'
import type { Installation } from '../../marketplace/installations.ts'
import { back } from '../../marketplace/offer/back.ts'
import { may } from '../../marketplace/permissions.ts'
import { offeredRelease } from '../../marketplace/releases.ts'
import { isStillNews } from '../../marketplace/updates/put-back-news.ts'
import { viewerOf } from '../middleware/locals.ts'
import { failureWords } from '../operations/view.ts'
import type { Services } from '../services.ts'
import type { Row } from './rows.ts'

/** What a row says of other releases; its links are for those who may look at add-ons. */
export const updateInRow = async (
  services: Services,
  one: Installation,
  res: Response,
): Promise<Pick<Row, 'listed' | 'update' | 'backTo' | 'putBack'>> => {
  const putBack = await putBackWords(services, one, res)
  if (!may(viewerOf(res), 'addons')) return { listed: false, update: null, backTo: null, putBack }
  const addon = await services.addons.find(one.addon)
  const kept = back(one, addon)
  return {
    listed: addon !== undefined,
    update: addon ? newerVersion(addon, one, services) : null,
    backTo: kept.kind === 'back' ? kept.to.version : null,
    putBack,
  }
}

const newerVersion = (addon: AddonEntry, { version }: Installation, { settings }: Services) => {
  const offered = offeredRelease(addon, settings.helpDeskVersion)
  return offered && semver.gt(offered.version, version) ? offered.version : null
}

const putBackWords = async (services: Services, one: Installation, res: Response) => {
  const { putBack } = await services.updates.wishesFor(one.addon)
  if (!putBack || !isStillNews(putBack, one)) return null
  const { t, format } = res.locals
  const why = failureWords(putBack.why, services, res)
  return t('installations.put-back', { version: putBack.version, date: format.date(putBack.at), why })
}
