import type { Actor } from './activity.ts'
import type { Operators, OperatorOutcome } from './operators.ts'
import type { Passwords } from './passwords.ts'
import { permissionNames } from './permissions.ts'
import type { Roles } from './roles.ts'

/** A link that makes the first operator, once and for a day: nobody can sign in to a panel that knows nobody. */
export interface FirstOperatorLinks {
  /** answers with the token; only its hash is kept */
  make: (hours: number) => Promise<string>
  isValid: (token: string) => Promise<boolean>
  /** true for the one who used it first */
  use: (token: string) => Promise<boolean>
}

export const firstOperatorHours = 24

interface FirstOperatorServices {
  operators: Operators
  roles: Roles
  passwords: Passwords
  firstOperatorLinks: FirstOperatorLinks
}

/** Whether the link may be used: it is known, not too old, and nobody can sign in yet. */
export const mayBeFirst = async (token: string, { operators, firstOperatorLinks }: FirstOperatorServices) =>
  !(await operators.areThereAny()) && (await firstOperatorLinks.isValid(token))

/** Makes the first operator, who may do everything. */
export const becomeFirst = async (
  token: string,
  { email, name, password }: { email: string; name: string; password: string },
  services: FirstOperatorServices,
): Promise<OperatorOutcome> => {
  const hash = await services.passwords.hash(password)
  // spent before anything is made, so that two presses make one operator
  if (!(await mayBeFirst(token, services)) || !(await services.firstOperatorLinks.use(token)))
    return { kind: 'unknown' }
  const by = { operatorId: null, operator: name }
  const roles = [await ownerRole(services.roles, by)]
  return services.operators.add({ email, name, roles }, hash, by)
}

/** Id of a role with every permission; made if there is none. */
export const ownerRole = async (roles: Roles, by: Actor): Promise<string> => {
  const known = await roles.list()
  const owner = known.find(({ permissions }) => permissionNames.every(name => permissions.includes(name)))
  if (owner) return owner.id
  for (const name of ['Owner', 'Owner (all permissions)']) {
    const made = await roles.add({ name, permissions: [...permissionNames] }, by)
    if (made.kind === 'done') return made.id
  }
  throw new Error('No role with all permissions could be made: rename the roles called "Owner".')
}
