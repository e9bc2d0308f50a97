import { randomUUID } from 'node:crypto'
import { type Permission, permissionNames } from '../../marketplace/permissions.ts'
import type { Database, Work } from '../index.ts'

/** The cast of demo and tests: Ada may do everything, Ben may not see add-ons, Cleo may see and install but not spend. */
export const demoOperators = [
  { email: 'ada@example.com', name: 'Ada', role: 'Owner' },
  { email: 'ben@example.com', name: 'Ben', role: 'Agent' },
  { email: 'cleo@example.com', name: 'Cleo', role: 'Add-on keeper' },
] as const

export const demoPassword = 'demo-password'

const demoRoles: { name: string; permissions: readonly Permission[] }[] = [
  { name: 'Owner', permissions: permissionNames },
  { name: 'Agent', permissions: ['inbox'] },
  { name: 'Add-on keeper', permissions: ['addons', 'languages'] },
]

/** Adds what is missing of the demo's roles and operators; what is there, also changed by hand, stays. */
export const seedDemo = async ({ atomically }: Database, passwordHash: string, now: Date) =>
  atomically(async tx => {
    for (const role of demoRoles) await addRole(tx, role)
    for (const operator of demoOperators) await addOperator(tx, operator, passwordHash, now)
  })

const addRole = async (tx: Work, { name, permissions }: (typeof demoRoles)[number]) => {
  if (await tx('roles').where({ name }).first()) return
  const id = randomUUID()
  await tx('roles').insert({ id, name })
  await tx('role_permissions').insert(permissions.map(permission => ({ role_id: id, permission })))
}

const addOperator = async (
  tx: Work,
  { email, name, role }: (typeof demoOperators)[number],
  passwordHash: string,
  now: Date,
) => {
  if (await tx('operators').where({ email }).first()) return
  const id = randomUUID()
  const created_at = now.toISOString()
  await tx('operators').insert({ id, email, name, password_hash: passwordHash, created_at })
  const { id: role_id }: { id: string } = await tx('roles').where({ name: role }).first()
  await tx('operator_roles').insert({ operator_id: id, role_id })
}
