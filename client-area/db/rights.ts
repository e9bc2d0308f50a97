import type { Right } from '../billing/records.ts'
import type { Rights } from '../billing/stores.ts'
import type { Work } from './index.ts'
import { numberOrNull, type Shape, tableIn } from './tables.ts'

const shape: Shape<Right> = {
  name: 'entitlements',
  columns: {
    id: 'id',
    accountId: 'account_id',
    licenceId: 'licence_id',
    addon: 'addon',
    kind: 'kind',
    cycle: 'cycle',
    currency: 'currency',
    net: 'net',
    state: 'state',
    since: 'since',
    anchor: 'anchor',
    periods: 'periods',
    paidUntil: 'paid_until',
    pastDueSince: 'past_due_since',
    usableUntil: 'usable_until',
    endsAt: 'ends_at',
    endedAt: 'ended_at',
    endedBecause: 'ended_because',
    newNetFrom: 'new_net_from',
    newNet: 'new_net',
    major: 'major',
    revision: 'revision',
  },
  read: row => ({
    ...row,
    net: numberOrNull(row.net),
    newNet: numberOrNull(row.newNet),
    major: numberOrNull(row.major),
    periods: Number(row.periods),
    revision: Number(row.revision),
  }),
}

const newest = [{ column: 'since', order: 'desc' }, { column: 'id' }]

export const rightsIn = (work: Work): Rights => {
  const table = tableIn(work, shape)
  return {
    add: right => table.add(right, openKey(right)),
    async put(right) {
      const next = { ...right, revision: right.revision + 1 }
      await table.put(right.id, next, openKey(right))
      return next
    },
    find: id => table.first(rows => rows.where({ id })),
    liveFor: (licenceId, addon) =>
      table.first(rows => rows.where({ licence_id: licenceId, addon }).whereNot({ state: 'ended' })),
    ofLicence: licenceId => table.list(rows => rows.where({ licence_id: licenceId }).orderBy(newest)),
    ofAccounts: accountIds => table.list(rows => rows.whereIn('account_id', accountIds).orderBy(newest)),
    dueUntil: at =>
      table.list(rows =>
        rows
          .where({ kind: 'recurring' })
          .whereNot({ state: 'ended' })
          .where(due => void due.where('paid_until', '<=', at).orWhere('ends_at', '<=', at))
          .orderBy(['paid_until', 'id']),
      ),
    subscribersOf: what =>
      table.list(rows =>
        rows
          .where({ kind: 'recurring', ...what })
          .whereNot({ state: 'ended' })
          .orderBy('id'),
      ),
    async noteCancellation({ licenceId, reference, entitlementId, by, at }) {
      await work('cancellations')
        .insert({ licence_id: licenceId, reference, entitlement_id: entitlementId, by, at })
        .onConflict(['licence_id', 'reference'])
        .ignore()
    },
  }
}

// stops a second right to one add-on under one licence, even if all checks before were forgotten
const openKey = ({ state, licenceId, addon }: Right) => ({
  open_key: state === 'ended' ? null : `${licenceId}:${addon}`,
})
