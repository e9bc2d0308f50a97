import { type NextFunction, type Request, type Response, Router } from 'express'
import { actorOf } from '../marketplace/activity.ts'
import type { Operator } from '../marketplace/operators.ts'
import { may } from '../marketplace/permissions.ts'
import { firstStepsShown } from './first-steps.ts'
import { type FormErrors, hasAny, textIn } from './forms.ts'
import { viewerOf } from './middleware/locals.ts'
import { accessRoutes } from './operators/access.ts'
import { errorsOf, problemsOf, problemsOfPassword, readOperator } from './operators/form.ts'
import { type OneOf, showNewOperator, showOperator } from './operators/pages.ts'
import { addresses, asSpelled } from './paths.ts'
import type { Services } from './services.ts'
import { comesBack } from './sessions/typed.ts'

/** Who uses the panel. */
export const operatorRoutes = (services: Services): Router => {
  const { operators, roles, passwords, paths } = services

  const showAll = async (_req: Request, res: Response) => {
    const names = new Map((await roles.list()).map(({ id, name }) => [id, name]))
    const people = (await operators.list()).map(one => ({ ...one, roleNames: rolesOf(one, names) }))
    // whoever sees add-ons lands there, and finds the first steps there
    const steps = may(viewerOf(res), 'addons') ? [] : await firstStepsShown(services, res)
    res.render('operators/index', { people, firstSteps: steps })
  }

  const askForNew = (req: Request, res: Response) => {
    const form = comesBack(req, paths.operators()) ? readOperator(req) : { email: '', name: '', roles: [] }
    return showNewOperator(services, res, { form })
  }

  const add = async (req: Request, res: Response) => {
    const form = readOperator(req)
    const password = textIn(req, 'password')
    const refuse = (why: FormErrors) => showNewOperator(services, res.status(422), { form, errors: why })
    const errors = { ...problemsOf(form), ...problemsOfPassword(password) }
    if (hasAny(errors)) return refuse(errors)

    const outcome = await operators.add(form, await passwords.hash(password), actorOf(viewerOf(res)))
    if (outcome.kind !== 'done') return refuse(errorsOf(outcome.kind))
    req.session.said = { key: 'operators.added', values: { name: form.name } }
    res.redirect(303, paths.operators())
  }

  const show = async (req: OneOf, res: Response, next: NextFunction) => {
    const operator = await operators.find(req.params.id)
    if (!operator) return next()
    const isBack = comesBack(req, paths.operator(operator.id))
    await showOperator(services, res, operator, isBack ? { form: readOperator(req) } : {})
  }

  const change = async (req: OneOf, res: Response, next: NextFunction) => {
    const operator = await operators.find(req.params.id)
    if (!operator) return next()
    const form = readOperator(req)
    const refuse = (why: FormErrors) =>
      showOperator(services, res.status(422), operator, { form, errors: why })
    const errors = problemsOf(form)
    if (hasAny(errors)) return refuse(errors)

    const outcome = await operators.change(operator.id, form, actorOf(viewerOf(res)))
    if (outcome.kind !== 'done') return refuse(errorsOf(outcome.kind))
    req.session.said = { key: 'operators.changed', values: { name: form.name } }
    res.redirect(303, paths.operators())
  }

  return Router(asSpelled)
    .get(addresses.operators.pattern, showAll)
    .get(addresses.newOperator.pattern, askForNew)
    .post(addresses.operators.pattern, add)
    .get(addresses.operator.pattern, show)
    .post(addresses.operator.pattern, change)
    .use(accessRoutes(services))
}

const rolesOf = ({ roles }: Operator, names: Map<string, string>) =>
  roles.map(id => names.get(id) ?? '').toSorted((a, b) => a.localeCompare(b))
