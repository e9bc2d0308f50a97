import type { Theme } from '../marketplace/operators.ts'
import { isPermission } from '../marketplace/permissions.ts'
import type { Sessions, SessionToKeep, StoredSession } from '../marketplace/sessions.ts'
import { hashOf } from './hashes.ts'
import type { Database, Work } from './index.ts'

/** Sessions by the hash of their id: whoever reads the database can't sign in with what stands there. */
export const sessionsIn = ({ knex, engine }: Database, now: () => Date): Sessions => {
  const statement = findStatement(joins[engine])
  const at = (id: string) => knex('sessions').where('id', hashOf(id))
  let sweptAt = 0

  const sweep = async () => {
    if (now().getTime() - sweptAt < 3_600_000) return
    sweptAt = now().getTime()
    await knex('sessions').where('expires_at', '<=', now().toISOString()).delete()
  }

  return {
    async find(id) {
      const answer = await knex.raw(statement, [hashOf(id), now().toISOString()])
      const [row]: Row[] = engine === 'sqlite' ? answer : answer.rows
      return row && sessionOf(row)
    },
    async begin(id, session) {
      await sweep()
      await knex('sessions')
        .insert({ id: hashOf(id), ...columnsOf(session, now()) })
        .onConflict('id')
        .merge()
    },
    async update(id, session) {
      await at(id).update(columnsOf(session, now()))
    },
    async touch(id, expiresAt) {
      await at(id).update({ expires_at: expiresAt.toISOString(), touched_at: now().toISOString() })
    },
    async end(id) {
      await at(id).delete()
    },
  }
}

/** Ends every session of an operator, but for the one that is named. */
export const endSessionsOf = (work: Work, operatorId: string, but?: string) =>
  work('sessions')
    .where('operator_id', operatorId)
    .whereNot('id', but === undefined ? '' : hashOf(but))
    .delete()

const columnsOf = ({ kept, operatorId, expiresAt }: SessionToKeep, at: Date) => ({
  data: kept,
  operator_id: operatorId,
  expires_at: expiresAt.toISOString(),
  touched_at: at.toISOString(),
})

/** How each engine writes several rows into one text. */
const joins = {
  sqlite: {
    permissions: 'group_concat(distinct p.permission)',
    revisions: "group_concat(name || '=' || number)",
  },
  postgres: {
    permissions: "string_agg(distinct p.permission, ',')",
    revisions: "string_agg(name || '=' || number, ',')",
  },
}

const findStatement = (join: { permissions: string; revisions: string }) => `
  select s.data, s.touched_at, o.id, o.name, o.email, o.language, o.theme, o.time_zone, o.shortcuts,
    o.hides_first_steps,
    (select ${join.permissions} from operator_roles r join role_permissions p on p.role_id = r.role_id
      where r.operator_id = o.id) as permissions,
    (select ${join.revisions} from revisions) as revisions
  from sessions s left join operators o on o.id = s.operator_id
  where s.id = ? and s.expires_at > ? and (s.operator_id is null or o.disabled = false)`

interface Row {
  data: string
  touched_at: string
  id: string | null
  name: string
  email: string
  language: string | null
  theme: Theme
  time_zone: string
  shortcuts: boolean | 0 | 1
  hides_first_steps: boolean | 0 | 1
  permissions: string | null
  revisions: string | null
}

const sessionOf = (row: Row): StoredSession => ({
  kept: row.data,
  touchedAt: row.touched_at,
  operator: row.id === null ? null : operatorOf(row, row.id),
  revisions: Object.fromEntries(
    split(row.revisions).map(text => {
      const [name = '', number] = text.split('=')
      return [name, Number(number)]
    }),
  ),
})

const operatorOf = (row: Row, id: string) => ({
  id,
  name: row.name,
  email: row.email,
  language: row.language,
  theme: row.theme,
  timeZone: row.time_zone,
  shortcuts: Boolean(row.shortcuts),
  hidesFirstSteps: Boolean(row.hides_first_steps),
  permissions: new Set(split(row.permissions).filter(isPermission)),
})

const split = (text: string | null) => (text ? text.split(',') : [])
