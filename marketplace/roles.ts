import type { Actor } from './activity.ts'
import type { Permission } from './permissions.ts'

/** A named set of permissions; operators may have several. */
export interface Role {
  id: string
  name: string
  permissions: Permission[]
  /** how many operators have it */
  operators: number
}

export interface RoleDetails {
  name: string
  permissions: Permission[]
}

/** `nobody left`: after it no enabled operator could manage operators, so nothing was changed. */
export type RoleOutcome =
  | { kind: 'done'; id: string }
  | { kind: 'name taken' }
  | { kind: 'unknown' }
  | { kind: 'nobody left' }

export interface Roles {
  list: () => Promise<Role[]>
  find: (id: string) => Promise<Role | undefined>
  add: (details: RoleDetails, by: Actor) => Promise<RoleOutcome>
  change: (id: string, details: RoleDetails, by: Actor) => Promise<RoleOutcome>
  remove: (id: string, by: Actor) => Promise<RoleOutcome>
}
