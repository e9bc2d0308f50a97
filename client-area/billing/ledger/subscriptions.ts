import type { RightInFull } from '../backend.ts'
import type { Right } from '../records.ts'
import type { Ground } from './ground.ts'
import { owedFor } from './holding.ts'
import { viewsIn } from './views.ts'

/** What accounts subscribe to or bought once, newest first, with what a person wants to read beside each. */
export const subscriptionsOf = async ({ stores, settings }: Ground, accountIds: string[]) => {
  const views = viewsIn(stores, settings)
  const inFull = async (right: Right): Promise<RightInFull> => {
    const { nextCharge } = await views.entitlement(right)
    const owed = await owedFor(stores, right)
    return {
      right,
      product: (await stores.products.find(right.addon)) ?? unlisted(right),
      next: nextCharge && { at: nextCharge.at, total: nextCharge.amount, currency: nextCharge.currency },
      openInvoice: owed?.invoice ?? null,
    }
  }
  const rights = await stores.rights.ofAccounts(accountIds)
  return Promise.all(rights.filter(({ kind }) => kind !== 'free').map(inFull))
}

const unlisted = ({ addon }: Right) => ({ addon, name: addon, author: '' })
