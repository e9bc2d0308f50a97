import type { Account, Accounts } from '../accounts/accounts.ts'
import type { Work } from './index.ts'

interface Row {
  id: string
  name: string
  email: string
  currency: string
  country: string | null
  tax_id: string | null
  address: string | null
  tax_label: string | null
  tax_rate: number | null
  tax_note: string | null
  created_at: string
}

export const accountsIn = (knex: Work): Accounts => ({
  async find(id) {
    const row = await knex<Row>('accounts').where({ id }).first()
    return row && read(row)
  },
  async of(personId) {
    const rows = await knex('accounts')
      .join('memberships', 'memberships.account_id', 'accounts.id')
      .where('memberships.person_id', personId)
      .orderBy(['accounts.created_at', 'accounts.id'])
      .select<Row[]>('accounts.*')
    return rows.map(read)
  },
  add: (account, personId) =>
    knex.transaction(async tx => {
      await tx<Row>('accounts').insert({ ...written(account), created_at: new Date().toISOString() })
      await tx('memberships').insert({ person_id: personId, account_id: account.id })
    }),
})

const read = (row: Row): Account => ({
  id: row.id,
  name: row.name,
  email: row.email,
  currency: row.currency,
  country: row.country,
  taxId: row.tax_id,
  address: row.address,
  tax: row.tax_rate === null ? null : { label: row.tax_label ?? '', rate: row.tax_rate, note: row.tax_note },
})

const written = ({ id, name, email, currency, country, taxId, address, tax }: Account) => ({
  id,
  name,
  email,
  currency,
  country,
  tax_id: taxId,
  address,
  tax_label: tax?.label ?? null,
  tax_rate: tax?.rate ?? null,
  tax_note: tax?.note ?? null,
})
