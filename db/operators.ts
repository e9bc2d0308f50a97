import { randomUUID } from 'node:crypto'
import type {
  Operator,
  OperatorDetails,
  OperatorOutcome,
  Operators,
  Theme,
} from '../marketplace/operators.ts'
import type { Database, Work } from './index.ts'
import { changePeople, type PeopleWork } from './people.ts'
import { endSessionsOf } from './sessions.ts'

/** Who uses the panel. Every change is recorded in its own transaction. */
export const operatorsIn = (db: Database, now: () => Date): Operators => {
  const { knex } = db
  const find = async (id: string) => {
    const row = await knex<Row>('operators').where({ id }).first()
    return row && operatorOf(row, await rolesOf(knex, id))
  }

  return {
    find,
    async list() {
      const rows = await knex<Row>('operators').orderBy(['name', 'email'])
      const roles = await knex<RoleRow>('operator_roles')
      return rows.map(row =>
        operatorOf(
          row,
          roles.filter(({ operator_id }) => operator_id === row.id),
        ),
      )
    },
    async findByEmail(email) {
      const row = await knex<Row>('operators').where({ email }).first()
      return row && find(row.id)
    },
    async credentialsOf(email) {
      const row = await knex<Row>('operators').where({ email }).first()
      return (
        row && {
          id: row.id,
          name: row.name,
          disabled: Boolean(row.disabled),
          passwordHash: row.password_hash,
        }
      )
    },
    areThereAny: async () => (await knex('operators').first('id')) !== undefined,

    add({ email, name, roles }, passwordHash, by) {
      const id = randomUUID()
      return changePeople<OperatorOutcome>(db, now, async ({ tx, record }) => {
        if (await belongsToAnother(tx, email, id)) return { kind: 'email taken' }
        const created_at = now().toISOString()
        await tx('operators').insert({ id, email, name, password_hash: passwordHash, created_at })
        await giveRoles(tx, id, roles)
        await record({ ...by, act: 'operator.add', result: 'done', detail: named({ name, email }) })
        return { kind: 'done', id }
      })
    },

    change(id, { email, name, roles }, by) {
      return changePeople<OperatorOutcome>(db, now, async ({ tx, record }) => {
        if (await belongsToAnother(tx, email, id)) return { kind: 'email taken' }
        if ((await tx('operators').where({ id }).update({ email, name })) === 0) return { kind: 'unknown' }
        await giveRoles(tx, id, roles)
        await record({ ...by, act: 'operator.change', result: 'done', detail: named({ name, email }) })
        return { kind: 'done', id }
      })
    },

    setDisabled: (id, disabled, by) =>
      changing(db, now, id, async ({ tx, record, row }) => {
        await tx('operators').where({ id }).update({ disabled })
        if (disabled) await endSessionsOf(tx, id)
        const act = disabled ? 'operator.disable' : 'operator.enable'
        await record({ ...by, act, result: 'done', detail: named(row) })
      }),

    setPassword: (id, passwordHash, by, keptSession) =>
      changing(db, now, id, async ({ tx, record, row }) => {
        await tx('operators').where({ id }).update({ password_hash: passwordHash })
        await endSessionsOf(tx, id, keptSession)
        await record({ ...by, act: 'operator.password', result: 'done', detail: named(row) })
      }),

    async setProfile(id, { name, language, theme, timeZone, shortcuts }) {
      const row = { name, language, theme, time_zone: timeZone, shortcuts }
      await knex('operators').where({ id }).update(row)
    },
  }
}

type Change = (work: PeopleWork & { row: Row }) => Promise<void>

const changing = (db: Database, now: () => Date, id: string, change: Change) =>
  changePeople<OperatorOutcome>(db, now, async work => {
    const row = await work.tx<Row>('operators').where({ id }).first()
    if (!row) return { kind: 'unknown' }
    await change({ ...work, row })
    return { kind: 'done', id }
  })

const belongsToAnother = async (tx: Work, email: string, id: string) =>
  (await tx('operators').where({ email }).whereNot({ id }).first('id')) !== undefined

// roles that are not there (removed meanwhile, or made up) are left out
const giveRoles = async (tx: Work, id: string, roles: string[]) => {
  const known: { id: string }[] = await tx('roles').whereIn('id', roles).select('id')
  await tx('operator_roles').where('operator_id', id).delete()
  if (known.length > 0)
    await tx('operator_roles').insert(known.map(role => ({ operator_id: id, role_id: role.id })))
}

const rolesOf = (work: Work, id: string) => work<RoleRow>('operator_roles').where('operator_id', id)

const named = ({ name, email }: Pick<OperatorDetails, 'name' | 'email'>) => `${name} <${email}>`

interface Row {
  id: string
  email: string
  name: string
  password_hash: string
  disabled: boolean | 0 | 1
  language: string | null
  theme: Theme
  time_zone: string
  shortcuts: boolean | 0 | 1
}

interface RoleRow {
  operator_id: string
  role_id: string
}

const operatorOf = (row: Row, roles: RoleRow[]): Operator => ({
  id: row.id,
  email: row.email,
  name: row.name,
  disabled: Boolean(row.disabled),
  language: row.language,
  theme: row.theme,
  timeZone: row.time_zone,
  shortcuts: Boolean(row.shortcuts),
  roles: roles.map(role => role.role_id),
})
