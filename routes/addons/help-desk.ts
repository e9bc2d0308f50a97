import type { Response } from 'express'
import type { HelpDesk } from '../../marketplace/offer.ts'
import type { Services } from '../services.ts'

/** What the offer needs to know of this help desk, now. */
export const helpDeskNow = async (
  { settings, addons, code }: Services,
  { locals }: Response,
): Promise<HelpDesk> => ({
  version: settings.helpDeskVersion,
  offline: settings.offline,
  safeMode: code.safeMode.isOn(),
  catalogue: await addons.standing(locals.revisions['catalogue']),
})
