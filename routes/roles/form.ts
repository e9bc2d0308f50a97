import type { Request } from 'express'
import { isPermission } from '../../marketplace/permissions.ts'
import type { RoleDetails, RoleOutcome } from '../../marketplace/roles.ts'
import { type FormErrors, lineIn, textsIn } from '../forms.ts'

export const readRole = (req: Request): RoleDetails => ({
  name: lineIn(req, 'name'),
  permissions: textsIn(req, 'permissions').filter(isPermission),
})

export const problemsOf = ({ name, permissions }: RoleDetails): FormErrors => {
  if (name === '') return { name: 'roles.name-missing' }
  if (name.length > 80) return { name: 'roles.name-long' }
  // a right to pay on pages that can't be opened would be no right at all
  if (permissions.includes('addons.spend') && !permissions.includes('addons'))
    return { permissions: 'roles.spend-needs-addons' }
  return {}
}

/** Which field an outcome belongs to, and what is said about it. */
export const errorsOf = (kind: RoleOutcome['kind']): FormErrors => {
  if (kind === 'name taken') return { name: 'roles.name-taken' }
  if (kind === 'nobody left') return { permissions: 'roles.nobody-left' }
  return { name: 'roles.gone' }
}
