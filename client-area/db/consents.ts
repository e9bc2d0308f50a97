import type { Work } from './index.ts'

interface Row {
  person_id: string
  client_id: string
  scope: string
  agreed_at: string
}

/** Which help desks a person has said yes to, so that the question is put once. */
export const consentsIn = (knex: Work) => ({
  async scopeOf(personId: string, clientId: string) {
    const row = await knex<Row>('consents').where({ person_id: personId, client_id: clientId }).first('scope')
    return row?.scope
  },
  async remember(personId: string, clientId: string, scope: string) {
    const row = { person_id: personId, client_id: clientId, scope, agreed_at: new Date().toISOString() }
    await knex<Row>('consents').insert(row).onConflict(['person_id', 'client_id']).merge()
  },
  async of(personId: string) {
    const rows = await knex<Row>('consents').where({ person_id: personId }).orderBy('agreed_at', 'desc')
    return rows.map(row => ({ clientId: row.client_id, agreedAt: new Date(row.agreed_at) }))
  },
  async withdraw(personId: string, clientId: string) {
    await knex<Row>('consents').where({ person_id: personId, client_id: clientId }).delete()
  },
})
export type Consents = ReturnType<typeof consentsIn>
