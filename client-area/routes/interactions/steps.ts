import type { Request, Response } from 'express'
import type { Interaction } from 'oidc-provider'
import type { Licence } from '../../accounts/licences.ts'
import type { Person } from '../../accounts/people.ts'
import { Refused } from '../middleware/errors.ts'
import { formsMayReturnTo } from '../middleware/headers.ts'
import type { Services } from '../services.ts'
import type { Sessions } from '../sessions.ts'

/** Where a login stands: what is asked, for which help desk, and who is signed in so far. */
export interface Step {
  req: Request
  res: Response
  interaction: Interaction
  licence: Licence
  person: Person | undefined
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
  return { req, res, interaction, licence, person: await sessions.personOf(req, res) }
}

export const expired = () =>
  new Refused(
    400,
    'This login is over',
    'It took too long, was finished in another tab, or cookies are switched off. Go back to your help desk and press Login again.',
  )
