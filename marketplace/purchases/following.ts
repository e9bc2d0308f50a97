import { soukItself } from '../activity.ts'
import type { Addons } from '../addons.ts'
import type { Purchase as Reply } from '../../contracts/marketplace-api.ts'
import type { Connection } from '../connection.ts'
import { isOpen, type Purchase } from '../purchases.ts'
import { type CheckNeeds, check } from './checking.ts'

export interface FollowNeeds extends CheckNeeds {
  addons: Pick<Addons, 'find'>
}

/**
 * Asks about every open purchase, and takes up orders that the client area has open and this panel does not know: after a
 * restored backup the billing side wins. Answers whether all of them could be asked about.
 */
export const followPurchases = async (needs: FollowNeeds): Promise<boolean> => {
  const open = await needs.purchases.openAll()
  let isWell = true
  for (const purchase of open)
    if ((await check(needs, purchase, soukItself)).kind === 'not checked') isWell = false
  const connection = await needs.connection.current()
  if (connection?.place !== 'at home') return isWell
  const answer = await needs.connection.access(token => needs.market.openPurchases(token))
  if (answer.kind !== 'answer') return false
  for (const reply of answer.value) await takeUp(needs, connection, reply)
  return isWell
}

const takeUp = async (needs: FollowNeeds, connection: Connection, reply: Reply) => {
  const known = await needs.purchases.find(reply.reference)
  if ((known && isOpen(known)) || reply.licence !== connection.licence.id) return
  const name = (await needs.addons.find(reply.addon))?.name ?? reply.addon
  const purchase = { ...(known ?? unknownBefore(reply, connection, name)), ...asItStands(needs, reply) }
  await needs
    .atomically(async ({ purchases, record }) => {
      await (known ? purchases.put(purchase) : purchases.add(purchase))
      const { addon, reference, state } = purchase
      const detail = `found at the client area, ${state}`
      await record({ ...soukItself, act: 'addon.purchase', addon, result: 'resumed', reference, detail })
    })
    // another purchase of the add-on is open here: it is settled first
    .catch((error: unknown) =>
      needs.log.warn({ err: error, reference: reply.reference }, 'an order was not taken up'),
    )
}

const asItStands = ({ now }: FollowNeeds, { state, refusal, invoice, entitlement }: Reply) => ({
  state,
  refusal,
  invoice,
  entitlement,
  failure: null,
  odd: null,
  checkedAt: now().toISOString(),
})

const unknownBefore = (reply: Reply, { account }: Connection, name: string): Purchase => ({
  ...soukItself,
  reference: reply.reference,
  addon: reply.addon,
  name,
  licence: reply.licence,
  account: reply.account === account.id ? account : { id: reply.account, name: '', email: '' },
  quote: '',
  cycle: reply.cycle,
  currency: reply.currency,
  total: reply.total,
  terms: '',
  state: reply.state,
  refusal: reply.refusal,
  failure: null,
  invoice: reply.invoice,
  entitlement: reply.entitlement,
  odd: null,
  placedAt: reply.placedAt,
  checkedAt: null,
})
