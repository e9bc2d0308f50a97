import type { People, Person, Secret } from '../accounts/people.ts'
import { normalEmail } from '../accounts/people.ts'
import type { Work } from './index.ts'

interface Row {
  id: string
  email: string
  name: string
  language: string | null
}

export const peopleIn = (knex: Work): People => ({
  find: async id => readPerson(await knex<Row>('people').where({ id }).first()),
  findByEmail: async email =>
    readPerson(
      await knex<Row>('people')
        .where({ email: normalEmail(email) })
        .first(),
    ),
  async passwordHashOf(id) {
    const row = await knex<{ id: string; password_hash: string }>('people')
      .where({ id })
      .first('password_hash')
    return row?.password_hash
  },
  async add({ id, email, name, language, ...secret }) {
    await knex('people').insert({
      id,
      email,
      name,
      language,
      ...secretColumns(secret),
      created_at: new Date().toISOString(),
    })
  },
  async setLanguage(id, code) {
    await knex('people').where({ id }).update({ language: code })
  },
  async setPassword(id, secret) {
    await knex('people').where({ id }).update(secretColumns(secret))
  },
  withDemoPassword: () => knex('people').where({ has_demo_password: true }).orderBy('email').pluck('email'),
})

const readPerson = (row: Row | undefined): Person | undefined =>
  row && { id: row.id, email: row.email, name: row.name, language: row.language }

const secretColumns = ({ passwordHash, hasDemoPassword }: Secret) => ({
  password_hash: passwordHash,
  has_demo_password: hasDemoPassword,
})
