import type { Request, Response } from 'express'
import { actorOf } from '../../marketplace/activity.ts'
import { ownPath, textIn } from '../forms.ts'
import { showProblem } from '../middleware/errors.ts'
import { viewerOf } from '../middleware/locals.ts'
import type { Services } from '../services.ts'

/** Stores whether this help desk moved or is a copy, and goes back to the page that asked. */
export const answerAddress = (services: Services) => async (req: Request, res: Response) => {
  const answer = textIn(req, 'answer')
  if (answer !== 'moved' && answer !== 'copy') return showProblem(res, 422, 'not-found')
  const { kind } = await services.connection.answerAddress(answer, actorOf(viewerOf(res)))
  if (kind === 'moved' || kind === 'copy') req.session.said = { key: `connection.said.${kind}`, values: {} }
  res.redirect(303, ownPath(textIn(req, 'returnTo'), services) ?? services.paths.addons())
}
