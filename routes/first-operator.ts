import { type NextFunction, type Request, type Response, Router } from 'express'
import { becomeFirst, mayBeFirst } from '../marketplace/first-operator.ts'
import { hasAny, textIn } from './forms.ts'
import { problemsOf, problemsOfPassword, readOperator } from './operators/form.ts'
import { addresses, asSpelled } from './paths.ts'
import type { Services } from './services.ts'
import { beginSession } from './sessions.ts'

type OneOf = Request<{ token: string }>

/** The one-time link of a first start: whoever reads the log makes the first operator. */
export const firstOperatorRoutes = (services: Services): Router => {
  const show = ({ params }: OneOf, res: Response, page: object) =>
    res
      .set('Cache-Control', 'no-store')
      .render('sessions/first-operator', { token: params.token, errors: {}, ...page })

  const check = async ({ params }: OneOf, _res: Response, next: NextFunction) => {
    // an unknown, used or old link is a page that is not there
    next((await mayBeFirst(params.token, services)) ? undefined : 'router')
  }

  const ask = (req: OneOf, res: Response) => {
    show(req, res, { form: { email: '', name: '' } })
  }

  const become = async (req: OneOf, res: Response, next: NextFunction) => {
    const form = readOperator(req)
    const password = textIn(req, 'password')
    const errors = { ...problemsOf(form), ...problemsOfPassword(password) }
    if (hasAny(errors)) return show(req, res.status(422), { form, errors })

    const outcome = await becomeFirst(req.params.token, { ...form, password }, services)
    if (outcome.kind !== 'done') return next()
    await beginSession(req, outcome.id)
    res.redirect(303, services.paths.home())
  }

  return Router(asSpelled)
    .get(addresses.firstOperator.pattern, check, ask)
    .post(addresses.firstOperator.pattern, check, become)
}
