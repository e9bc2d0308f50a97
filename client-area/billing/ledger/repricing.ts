import type { PriceChange } from '../backend.ts'
import type { Right } from '../records.ts'
import type { BillingStores } from '../stores.ts'
import { addDays } from '../calendar.ts'
import type { Ground } from './ground.ts'
import { changeRight, netAt } from './rights.ts'

/** how long before it begins a new price is announced to those who pay another one */
const noticeDays = 30

/** Announces a new price to the subscribers who pay another one: it holds for their periods from that date on. */
export const changePrice = async (ground: Ground, change: PriceChange) => {
  const at = ground.now().toISOString()
  if (change.from < addDays(at, noticeDays)) return { kind: 'too soon' as const }
  const { addon, cycle, currency } = change
  let subscribers = 0
  for (const { id } of await ground.stores.rights.subscribersOf({ addon, cycle, currency }))
    if (await ground.atomically(stores => announce(stores, id, change, at))) subscribers++
  return { kind: 'announced' as const, subscribers }
}

// one licence at a time: nobody's renewal waits for all of them
const announce = async (stores: BillingStores, id: string, change: PriceChange, at: string) => {
  const before = await stores.rights.find(id)
  await stores.licences.hold(before?.licenceId ?? '')
  const right = await stores.rights.find(id)
  if (!right || right.state === 'ended' || right.endsAt !== null) return false
  const net = netAt(right, at)
  if (isAnnounced(right, change)) return true
  if (net === change.amount) {
    await changeRight(stores, right, { net, newNet: null, newNetFrom: null }, at)
    return false
  }
  await changeRight(stores, right, { net, newNet: change.amount, newNetFrom: change.from }, at)
  return true
}

const isAnnounced = ({ newNet, newNetFrom }: Right, { amount, from }: PriceChange) =>
  newNet === amount && newNetFrom === from
