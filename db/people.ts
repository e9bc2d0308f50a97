import type { ActivityEntry } from '../marketplace/activity.ts'
import { recordIn } from './activity.ts'
import type { Database, Work } from './index.ts'
import { bump } from './revisions.ts'

export interface PeopleWork {
  tx: Work
  record: (entry: ActivityEntry) => Promise<void>
}

class NobodyLeft extends Error {}

/**
 * Runs one change of operators or roles. It is undone when nobody could manage operators after it: such a panel could
 * only be mended at its command line.
 */
export const changePeople = async <Outcome>(
  { atomically }: Database,
  now: () => Date,
  change: (work: PeopleWork) => Promise<Outcome>,
): Promise<Outcome | { kind: 'nobody left' }> => {
  try {
    return await atomically(async tx => {
      // its row lock makes such changes wait for each other: two at once could each remove the other's last manager
      await bump(tx, 'settings')
      const before = await managers(tx)
      const outcome = await change({ tx, record: entry => recordIn(tx, now(), entry) })
      if (before > 0 && (await managers(tx)) === 0) throw new NobodyLeft()
      return outcome
    })
  } catch (error) {
    if (error instanceof NobodyLeft) return { kind: 'nobody left' }
    throw error
  }
}

const managers = async (tx: Work) => {
  const row = await tx('operators')
    .join('operator_roles', 'operator_roles.operator_id', 'operators.id')
    .join('role_permissions', 'role_permissions.role_id', 'operator_roles.role_id')
    .where({ permission: 'operators', disabled: false })
    .countDistinct({ count: 'operators.id' })
    .first()
  return Number(row?.['count'] ?? 0)
}
