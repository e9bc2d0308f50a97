import { type Request, type Response, Router } from 'express'
import { actorOf } from '../marketplace/activity.ts'
import type { Operator, OperatorOutcome } from '../marketplace/operators.ts'
import { problemOfPassword } from '../marketplace/passwords.ts'
import { textIn } from './forms.ts'
import { viewerOf } from './middleware/locals.ts'
import { problemsOf, readOperator } from './operators/form.ts'
import { addresses } from './paths.ts'
import type { Services } from './services.ts'

/** Who uses the panel. */
export const operatorRoutes = (services: Services) => {
  const { operators, roles, passwords, paths } = services
  const router = Router({ caseSensitive: true, strict: true })

  const showForm = async (res: Response, page: 'new' | 'edit', form: object) =>
    res.render(`operators/${page}`, { errors: {}, ...form, allRoles: await roles.list() })

  /** the operator of the address; somebody who is not there is the next handler's page: not found */
  const named = async (req: Request) => operators.find(String(req.params['id']))

  router.get(addresses.operators.pattern, async (_req, res) => {
    const names = new Map((await roles.list()).map(({ id, name }) => [id, name]))
    const people = (await operators.list()).map(one => ({ ...one, roleNames: rolesOf(one, names) }))
    res.render('operators/index', { people })
  })

  router.get(addresses.newOperator.pattern, async (_req, res) => {
    await showForm(res, 'new', { form: { email: '', name: '', roles: [] } })
  })

  router.post(addresses.operators.pattern, async (req, res) => {
    const form = readOperator(req)
    const password = textIn(req, 'password')
    const errors = { ...problemsOf(form), ...passwordProblem(password) }
    if (Object.keys(errors).length > 0) return showForm(res.status(422), 'new', { form, errors })

    const outcome = await operators.add(form, await passwords.hash(password), actorOf(viewerOf(res)))
    if (outcome.kind !== 'done')
      return showForm(res.status(422), 'new', { form, errors: errorsOf(outcome.kind) })
    req.session.said = { key: 'operators.added', values: { name: form.name } }
    res.redirect(303, paths.operators())
  })

  router.get(addresses.operator.pattern, async (req, res, next) => {
    const operator = await named(req)
    if (!operator) return next()
    await showForm(res, 'edit', { operator, form: operator })
  })

  router.post(addresses.operator.pattern, async (req, res, next) => {
    const operator = await named(req)
    if (!operator) return next()
    const form = readOperator(req)
    const errors = problemsOf(form)
    if (Object.keys(errors).length > 0) return showForm(res.status(422), 'edit', { operator, form, errors })

    const outcome = await operators.change(operator.id, form, actorOf(viewerOf(res)))
    if (outcome.kind !== 'done')
      return showForm(res.status(422), 'edit', { operator, form, errors: errorsOf(outcome.kind) })
    req.session.said = { key: 'operators.changed', values: { name: form.name } }
    res.redirect(303, paths.operators())
  })

  router.get(addresses.operatorState.pattern, (req, res) =>
    res.redirect(303, paths.operator(req.params['id'])),
  )

  router.post(addresses.operatorState.pattern, async (req, res, next) => {
    const operator = await named(req)
    if (!operator) return next()
    const disabled = textIn(req, 'disabled') === 'yes'
    const outcome = await setState(operator, disabled, res)
    if (outcome !== 'done')
      return showForm(res.status(422), 'edit', { operator, form: operator, errors: errorsOf(outcome) })
    const key = disabled ? 'operators.disabled' : 'operators.enabled'
    req.session.said = { key, values: { name: operator.name } }
    res.redirect(303, paths.operators())
  })

  const setState = async (operator: Operator, disabled: boolean, res: Response) => {
    const viewer = viewerOf(res)
    if (disabled && operator.id === viewer.id) return 'yourself'
    return (await operators.setDisabled(operator.id, disabled, actorOf(viewer))).kind
  }

  router.get(addresses.operatorPassword.pattern, async (req, res, next) => {
    const operator = await named(req)
    if (!operator) return next()
    res.render('operators/password', { operator, errors: {} })
  })

  router.post(addresses.operatorPassword.pattern, async (req, res, next) => {
    const operator = await named(req)
    if (!operator) return next()
    const password = textIn(req, 'password')
    const errors = passwordProblem(password)
    if (errors) return res.status(422).render('operators/password', { operator, errors })

    const viewer = viewerOf(res)
    const own = operator.id === viewer.id ? req.sessionID : undefined
    await operators.setPassword(operator.id, await passwords.hash(password), actorOf(viewer), own)
    req.session.said = { key: 'operators.password-set', values: { name: operator.name } }
    res.redirect(303, paths.operators())
  })

  return router
}

const rolesOf = ({ roles }: Operator, names: Map<string, string>) =>
  roles.map(id => names.get(id) ?? '').toSorted((a, b) => a.localeCompare(b))

const passwordProblem = (password: string) => {
  const problem = problemOfPassword(password)
  return problem && { password: `operators.${problem}` }
}

/** Which field an outcome belongs to, and what is said about it. */
const errorsOf = (kind: OperatorOutcome['kind'] | 'yourself'): Record<string, string> => {
  if (kind === 'email taken') return { email: 'operators.email-taken' }
  if (kind === 'yourself') return { state: 'operators.yourself' }
  if (kind === 'nobody left') return { roles: 'operators.nobody-left' }
  return { roles: 'operators.gone' }
}
