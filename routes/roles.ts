import { type Request, type Response, Router } from 'express'
import { actorOf } from '../marketplace/activity.ts'
import { isPermission, permissionNames } from '../marketplace/permissions.ts'
import type { Role, RoleDetails, RoleOutcome } from '../marketplace/roles.ts'
import { lineIn, textsIn } from './forms.ts'
import { viewerOf } from './middleware/locals.ts'
import { addresses } from './paths.ts'
import type { Services } from './services.ts'

/** What operators may do, as named sets of permissions. */
export const roleRoutes = ({ roles, paths }: Services) => {
  const router = Router({ caseSensitive: true, strict: true })
  const named = (req: Request) => roles.find(String(req.params['id']))

  router.get(addresses.roles.pattern, async (_req, res) => {
    const { t, format } = res.locals
    const inWords = ({ permissions }: Role) => format.list(permissions.map(name => t(`permissions.${name}`)))
    const all = (await roles.list()).map(role => ({ ...role, words: inWords(role) }))
    res.render('roles/index', { roles: all })
  })

  router.get(addresses.newRole.pattern, (_req, res) => {
    showForm(res, 'new', { form: newRole })
  })

  router.post(addresses.roles.pattern, async (req, res) => {
    const form = readRole(req)
    const errors = problemsOf(form)
    if (Object.keys(errors).length > 0) return showForm(res.status(422), 'new', { form, errors })

    const outcome = await roles.add(form, actorOf(viewerOf(res)))
    if (outcome.kind !== 'done')
      return showForm(res.status(422), 'new', { form, errors: errorsOf(outcome.kind) })
    req.session.said = { key: 'roles.added', values: { name: form.name } }
    res.redirect(303, paths.roles())
  })

  router.get(addresses.role.pattern, async (req, res, next) => {
    const role = await named(req)
    if (!role) return next()
    showForm(res, 'edit', { role, form: role })
  })

  router.post(addresses.role.pattern, async (req, res, next) => {
    const role = await named(req)
    if (!role) return next()
    const form = readRole(req)
    const errors = problemsOf(form)
    if (Object.keys(errors).length > 0) return showForm(res.status(422), 'edit', { role, form, errors })

    const outcome = await roles.change(role.id, form, actorOf(viewerOf(res)))
    if (outcome.kind !== 'done')
      return showForm(res.status(422), 'edit', { role, form, errors: errorsOf(outcome.kind) })
    req.session.said = { key: 'roles.changed', values: { name: form.name } }
    res.redirect(303, paths.roles())
  })

  router.get(addresses.roleRemoval.pattern, async (req, res, next) => {
    const role = await named(req)
    if (!role) return next()
    res.render('roles/removal', { role, errors: {} })
  })

  router.post(addresses.roleRemoval.pattern, async (req, res, next) => {
    const role = await named(req)
    if (!role) return next()
    const outcome = await roles.remove(role.id, actorOf(viewerOf(res)))
    if (outcome.kind !== 'done')
      return res.status(422).render('roles/removal', { role, errors: errorsOf(outcome.kind) })
    req.session.said = { key: 'roles.removed', values: { name: role.name } }
    res.redirect(303, paths.roles())
  })

  return router
}

// who may install may usually buy too; a role without it is made by taking the tick away
const newRole: RoleDetails = { name: '', permissions: ['addons', 'addons.spend'] }

const showForm = (res: Response, page: 'new' | 'edit', form: object) =>
  res.render(`roles/${page}`, { errors: {}, permissionNames, ...form })

const readRole = (req: Request): RoleDetails => ({
  name: lineIn(req, 'name'),
  permissions: textsIn(req, 'permissions').filter(isPermission),
})

const problemsOf = ({ name, permissions }: RoleDetails): Record<string, string> => {
  if (name === '') return { name: 'roles.name-missing' }
  if (name.length > 80) return { name: 'roles.name-long' }
  // a right to pay on pages that can't be opened would be no right at all
  if (permissions.includes('addons.spend') && !permissions.includes('addons'))
    return { permissions: 'roles.spend-needs-addons' }
  return {}
}

const errorsOf = (kind: RoleOutcome['kind']): Record<string, string> => {
  if (kind === 'name taken') return { name: 'roles.name-taken' }
  if (kind === 'nobody left') return { permissions: 'roles.nobody-left' }
  return { name: 'roles.gone' }
}
