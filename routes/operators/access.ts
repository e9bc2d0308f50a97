import { type NextFunction, type Response, Router } from 'express'
import { actorOf } from '../../marketplace/activity.ts'
import type { Operator } from '../../marketplace/operators.ts'
import { hasAny, textIn } from '../forms.ts'
import { viewerOf } from '../middleware/locals.ts'
import { addresses, asSpelled } from '../paths.ts'
import type { Services } from '../services.ts'
import { errorsOf, problemsOfPassword } from './form.ts'
import { type OneOf, showOperator } from './pages.ts'

/** Whether an operator may sign in, and with which password. */
export const accessRoutes = (services: Services): Router => {
  const { operators, passwords, paths } = services

  const changeState = async (req: OneOf, res: Response, next: NextFunction) => {
    const operator = await operators.find(req.params.id)
    if (!operator) return next()
    const disabled = textIn(req, 'disabled') === 'yes'
    const outcome = await setState(operator, disabled, res)
    if (outcome !== 'done')
      return showOperator(services, res.status(422), operator, { errors: errorsOf(outcome) })
    const key = disabled ? 'operators.disabled' : 'operators.enabled'
    req.session.said = { key, values: { name: operator.name } }
    res.redirect(303, paths.operators())
  }

  const setState = async (operator: Operator, disabled: boolean, res: Response) => {
    const viewer = viewerOf(res)
    if (disabled && operator.id === viewer.id) return 'yourself'
    return (await operators.setDisabled(operator.id, disabled, actorOf(viewer))).kind
  }

  const askForPassword = async (req: OneOf, res: Response, next: NextFunction) => {
    const operator = await operators.find(req.params.id)
    if (!operator) return next()
    res.render('operators/password', { operator, errors: {} })
  }

  const setPassword = async (req: OneOf, res: Response, next: NextFunction) => {
    const operator = await operators.find(req.params.id)
    if (!operator) return next()
    const password = textIn(req, 'password')
    const errors = problemsOfPassword(password)
    if (hasAny(errors)) return res.status(422).render('operators/password', { operator, errors })

    const viewer = viewerOf(res)
    const own = operator.id === viewer.id ? req.sessionID : undefined
    await operators.setPassword(operator.id, await passwords.hash(password), actorOf(viewer), own)
    req.session.said = { key: 'operators.password-set', values: { name: operator.name } }
    res.redirect(303, paths.operators())
  }

  // reload and Back after a change that was refused
  const leadToOperator = (req: OneOf, res: Response) => res.redirect(303, paths.operator(req.params.id))

  return Router(asSpelled)
    .get(addresses.operatorState.pattern, leadToOperator)
    .post(addresses.operatorState.pattern, changeState)
    .get(addresses.operatorPassword.pattern, askForPassword)
    .post(addresses.operatorPassword.pattern, setPassword)
}
