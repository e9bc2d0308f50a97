import type { Card } from '../billing/records.ts'
import type { Cards } from '../billing/stores.ts'
import type { Work } from './index.ts'
import { type Shape, tableIn } from './tables.ts'

const shape: Shape<Card> = {
  name: 'cards',
  columns: {
    id: 'id',
    accountId: 'account_id',
    token: 'token',
    brand: 'brand',
    last4: 'last4',
    expires: 'expires',
    isDefault: 'is_default',
    createdAt: 'created_at',
  },
  read: row => ({ ...row, isDefault: Boolean(row.isDefault) }),
}

/** Default first, then newest. Of an account with cards exactly one is the default. */
export const cardsIn = (work: Work): Cards => {
  const table = tableIn(work, shape)
  const of = (accountId: string) =>
    table.list(rows =>
      rows
        .where({ account_id: accountId, removed_at: null })
        .orderBy([
          { column: 'is_default', order: 'desc' },
          { column: 'created_at', order: 'desc' },
          { column: 'id' },
        ]),
    )
  // two changes of one account's cards at the same moment would leave two defaults, or none
  const alone = (accountId: string) => work('accounts').where({ id: accountId }).forUpdate().select('id')
  const makeDefault = async (accountId: string, id: string) => {
    await alone(accountId)
    // removed while this waited: the account keeps the default that it has
    if (!(await of(accountId)).some(card => card.id === id)) return
    await work('cards')
      .where({ account_id: accountId, removed_at: null })
      .update({ is_default: work.raw('id = ?', [id]) })
  }
  return {
    of,
    find: id => table.first(rows => rows.where({ id, removed_at: null })),
    async add(card) {
      await alone(card.accountId)
      const isFirst = (await of(card.accountId)).length === 0
      await table.add({ ...card, isDefault: isFirst })
    },
    makeDefault,
    async remove(id, at) {
      const card = await table.first(rows => rows.where({ id, removed_at: null }))
      if (!card) return
      await alone(card.accountId)
      await work('cards').where({ id }).update({ removed_at: at, is_default: false })
      const [newest] = await of(card.accountId)
      if (newest && !newest.isDefault) await makeDefault(card.accountId, newest.id)
    },
  }
}
