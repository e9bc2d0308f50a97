import { type NextFunction, type Request, type Response, Router } from 'express'
import { type Act, allow, deny, goOn, signInHere, speakOtherwise, useAnother } from './interactions/acts.ts'
import { showQuestion } from './interactions/questions.ts'
import { expired, stepOf } from './interactions/steps.ts'
import { Refused } from './middleware/errors.ts'
import { checkToken, readForm } from './middleware/forms.ts'
import type { Services } from './services.ts'
import type { Sessions } from './sessions.ts'

const acts = new Map<string, Act>([
  ['sign-in', signInHere],
  ['switch', useAnother],
  ['go-on', goOn],
  ['allow', allow],
  ['deny', deny],
  ['language', speakOtherwise],
])

/** The questions between a help desk's Login and the return to it: who are you, and is it allowed? */
export const interactionRoutes = (services: Services, sessions: Sessions) => {
  const ask = async (req: Request, res: Response) =>
    showQuestion(services, await stepOf(services, sessions, req, res))

  const answer = async (req: Request, res: Response) => {
    const step = await stepOf(services, sessions, req, res)
    checkToken(req, services.vault, step.person?.id)
    const act = acts.get(readForm(req)['act'] ?? '')
    if (!act) throw new Refused(422, 'errors.nothing-chosen')
    return act(services, sessions, step)
  }

  const lost = (error: Error, _req: Request, _res: Response, next: NextFunction) =>
    next(error.name === 'SessionNotFound' ? expired() : error)

  return Router().get('/interaction/:uid', ask).post('/interaction/:uid', answer).use(lost)
}
