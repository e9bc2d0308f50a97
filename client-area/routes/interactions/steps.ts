import type { Request, Response } from 'express'
import type { Interaction } from 'oidc-provider'
import type { Licence } from '../../accounts/licences.ts'
import { Refused } from '../middleware/errors.ts'
import { formsMayReturnTo } from '../middleware/headers.ts'
import { type Asking, askingOf } from '../pages.ts'
import type { Services } from '../services.ts'
import type { Sessions } from '../sessions.ts'

/** Where a login stands: what is asked, for which help desk, and who is signed in so far. */
export interface Step extends Asking {
  interaction: Interaction
  licence: Licence
}

export const stepOf = async (
  services: Services,
  sessions: Sessions,
  req: Request,
  res: Response,
): Promise<Step> => {
  const interaction = await services.provider.provider.interactionDetails(req, res)
  if (interaction.uid !== req.params['uid']) throw expired()
  const licence = await services.licences.findByClient(String(interaction.params['client_id']))
  if (!licence) throw expired()
  formsMayReturnTo(res, licence.panel)
  const person = await sessions.personOf(req, res)
  return { ...askingOf(req, res, person, interaction.params['ui_locales']), interaction, licence }
}

export const expired = () => new Refused(400, 'errors.login-over')
