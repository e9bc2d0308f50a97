import { randomUUID } from 'node:crypto'
import { type Permission, permissionNames } from '../marketplace/permissions.ts'
import type { Role, RoleDetails, RoleOutcome, Roles } from '../marketplace/roles.ts'
import type { Database, Work } from './index.ts'
import { changePeople } from './people.ts'

/** Named sets of permissions. Every change is recorded in its own transaction. */
export const rolesIn = (db: Database, now: () => Date): Roles => {
  const list = () => rolesOf(db.knex)

  return {
    list,
    find: async id => (await list()).find(role => role.id === id),

    add({ name, permissions }, by) {
      const id = randomUUID()
      return changePeople<RoleOutcome>(db, now, async ({ tx, record }) => {
        if (await belongsToAnother(tx, name, id)) return { kind: 'name taken' }
        await tx('roles').insert({ id, name })
        await allow(tx, id, permissions)
        await record({ ...by, act: 'role.add', result: 'done', detail: inWords({ name, permissions }) })
        return { kind: 'done', id }
      })
    },

    change(id, { name, permissions }, by) {
      return changePeople<RoleOutcome>(db, now, async ({ tx, record }) => {
        if (await belongsToAnother(tx, name, id)) return { kind: 'name taken' }
        if ((await tx('roles').where({ id }).update({ name })) === 0) return { kind: 'unknown' }
        await allow(tx, id, permissions)
        await record({ ...by, act: 'role.change', result: 'done', detail: inWords({ name, permissions }) })
        return { kind: 'done', id }
      })
    },

    remove(id, by) {
      return changePeople<RoleOutcome>(db, now, async ({ tx, record }) => {
        const role = (await rolesOf(tx)).find(one => one.id === id)
        if (!role) return { kind: 'unknown' }
        await tx('roles').where({ id }).delete()
        await record({ ...by, act: 'role.remove', result: 'done', detail: role.name })
        return { kind: 'done', id }
      })
    },
  }
}

const belongsToAnother = async (tx: Work, name: string, id: string) =>
  (await tx('roles').whereRaw('lower(name) = ?', [name.toLowerCase()]).whereNot({ id }).first('id')) !==
  undefined

const allow = async (tx: Work, id: string, permissions: Permission[]) => {
  await tx('role_permissions').where('role_id', id).delete()
  if (permissions.length > 0)
    await tx('role_permissions').insert(permissions.map(permission => ({ role_id: id, permission })))
}

const inWords = ({ name, permissions }: RoleDetails) => `${name}: ${permissions.join(', ') || '–'}`

const rolesOf = async (work: Work): Promise<Role[]> => {
  const rows: { id: string; name: string }[] = await work('roles').orderBy('name')
  const allowed: { role_id: string; permission: string }[] = await work('role_permissions')
  const given: { role_id: string; count: string | number }[] = await work('operator_roles')
    .select('role_id')
    .count({ count: '*' })
    .groupBy('role_id')
  return rows.map(({ id, name }) => ({
    id,
    name,
    permissions: permissionNames.filter(permission =>
      allowed.some(one => one.role_id === id && one.permission === permission),
    ),
    operators: Number(given.find(one => one.role_id === id)?.count ?? 0),
  }))
}
