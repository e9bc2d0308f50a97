import { type NextFunction, type Request, type Response, Router } from 'express'
import { actorOf } from '../marketplace/activity.ts'
import { permissionNames } from '../marketplace/permissions.ts'
import type { Role, RoleDetails } from '../marketplace/roles.ts'
import { type FormErrors, hasAny } from './forms.ts'
import { viewerOf } from './middleware/locals.ts'
import { addresses, asSpelled } from './paths.ts'
import { errorsOf, problemsOf, readRole } from './roles/form.ts'
import type { Services } from './services.ts'
import { comesBack } from './sessions/typed.ts'

type OneOf = Request<{ id: string }>

/** What operators may do, as named sets of permissions. */
export const roleRoutes = ({ roles, paths }: Services): Router => {
  const showAll = async (_req: Request, res: Response) => {
    const { t, format } = res.locals
    const inWords = ({ permissions }: Role) => format.list(permissions.map(name => t(`permissions.${name}`)))
    const all = (await roles.list()).map(role => ({ ...role, words: inWords(role) }))
    res.render('roles/index', { roles: all })
  }

  const askForNew = (req: Request, res: Response) => {
    showForm(res, 'new', { form: comesBack(req, paths.roles()) ? readRole(req) : newRole })
  }

  const add = async (req: Request, res: Response) => {
    const form = readRole(req)
    const refuse = (why: FormErrors) => showForm(res.status(422), 'new', { form, errors: why })
    const errors = problemsOf(form)
    if (hasAny(errors)) return refuse(errors)

    const outcome = await roles.add(form, actorOf(viewerOf(res)))
    if (outcome.kind !== 'done') return refuse(errorsOf(outcome.kind))
    req.session.said = { key: 'roles.added', values: { name: form.name } }
    res.redirect(303, paths.roles())
  }

  const show = async (req: OneOf, res: Response, next: NextFunction) => {
    const role = await roles.find(req.params.id)
    if (!role) return next()
    showForm(res, 'edit', { role, form: comesBack(req, paths.role(role.id)) ? readRole(req) : role })
  }

  const change = async (req: OneOf, res: Response, next: NextFunction) => {
    const role = await roles.find(req.params.id)
    if (!role) return next()
    const form = readRole(req)
    const refuse = (why: FormErrors) => showForm(res.status(422), 'edit', { role, form, errors: why })
    const errors = problemsOf(form)
    if (hasAny(errors)) return refuse(errors)

    const outcome = await roles.change(role.id, form, actorOf(viewerOf(res)))
    if (outcome.kind !== 'done') return refuse(errorsOf(outcome.kind))
    req.session.said = { key: 'roles.changed', values: { name: form.name } }
    res.redirect(303, paths.roles())
  }

  const askToRemove = async (req: OneOf, res: Response, next: NextFunction) => {
    const role = await roles.find(req.params.id)
    if (!role) return next()
    res.render('roles/removal', { role, errors: {} })
  }

  const remove = async (req: OneOf, res: Response, next: NextFunction) => {
    const role = await roles.find(req.params.id)
    if (!role) return next()
    const outcome = await roles.remove(role.id, actorOf(viewerOf(res)))
    if (outcome.kind !== 'done')
      return res.status(422).render('roles/removal', { role, errors: errorsOf(outcome.kind) })
    req.session.said = { key: 'roles.removed', values: { name: role.name } }
    res.redirect(303, paths.roles())
  }

  return Router(asSpelled)
    .get(addresses.roles.pattern, showAll)
    .get(addresses.newRole.pattern, askForNew)
    .post(addresses.roles.pattern, add)
    .get(addresses.role.pattern, show)
    .post(addresses.role.pattern, change)
    .get(addresses.roleRemoval.pattern, askToRemove)
    .post(addresses.roleRemoval.pattern, remove)
}

// who may install may usually buy too; a role without it is made by taking the tick away
const newRole: RoleDetails = { name: '', permissions: ['addons', 'addons.spend'] }

const showForm = (res: Response, page: 'new' | 'edit', form: object) =>
  res.render(`roles/${page}`, { errors: {}, permissionNames, ...form })
