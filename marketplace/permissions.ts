/** What a role may allow, by its short name; the words an operator reads are messages `permissions.<name>`. */
export const permissionNames = [
  'addons',
  'addons.spend',
  'channels',
  'languages',
  'plugins',
  'operators',
  'roles',
  'activity',
  'inbox',
] as const
export type Permission = (typeof permissionNames)[number]

export const isPermission = (name: string): name is Permission =>
  (permissionNames as readonly string[]).includes(name)

/** Somebody who acts: an operator's rights are the union of the roles'. */
export interface Viewer {
  id: string
  name: string
  permissions: ReadonlySet<Permission>
}

export const may = (viewer: Viewer, permission: Permission) => viewer.permissions.has(permission)
