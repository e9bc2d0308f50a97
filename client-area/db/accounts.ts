import type { Account, Accounts } from '../accounts/accounts.ts'
import type { Work } from './index.ts'

const columns = ['accounts.id', 'accounts.name', 'accounts.email', 'accounts.currency'] as const

export const accountsIn = (knex: Work): Accounts => ({
  find: id =>
    knex<Account>('accounts')
      .where({ id })
      .first(...columns),
  of: personId =>
    knex('accounts')
      .join('memberships', 'memberships.account_id', 'accounts.id')
      .where('memberships.person_id', personId)
      .orderBy(['accounts.created_at', 'accounts.id'])
      .select<Account[]>(...columns),
  add: (account, personId) =>
    knex.transaction(async tx => {
      await tx('accounts').insert({ ...account, created_at: new Date().toISOString() })
      await tx('memberships').insert({ person_id: personId, account_id: account.id })
    }),
})
