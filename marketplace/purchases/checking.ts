import { type Actor, soukItself } from '../activity.ts'
import { type Failure, failure } from '../failures.ts'
import type { Operations } from '../operations.ts'
import { isOpen, type PaymentCheck, type Purchase } from '../purchases.ts'
import { lookUp, takeBack, type Told } from './asking.ts'
import { whyNotSent } from './failures.ts'
import { type Judged, judge, notSent, storing } from './judging.ts'
import type { MarketNeeds } from './needs.ts'
import { whyNotAsked } from './ownership.ts'
import { priceWords } from './words.ts'

export interface CheckNeeds extends MarketNeeds {
  operations: Pick<Operations, 'openFor'>
}

/** Asks the client area about an open purchase, and stores what it says. Nothing is ever sent again from here. */
export const check = async (needs: CheckNeeds, purchase: Purchase, actor: Actor): Promise<PaymentCheck> => {
  // its operation is asking already
  if (await isCharging(needs, purchase)) return { kind: 'checked', purchase }
  return settleWith(needs, purchase, actor, () => found(needs, purchase))
}

/** Takes back an order that was never paid; the client area answers with it as it is where that can't be. */
export const withdraw = async (
  needs: CheckNeeds,
  purchase: Purchase,
  actor: Actor,
): Promise<PaymentCheck> => {
  if (await isCharging(needs, purchase))
    return { kind: 'not checked', why: failure('busy', { name: purchase.name, operator: purchase.operator }) }
  return settleWith(needs, purchase, actor, () => takeBack(needs, purchase))
}

const isCharging = async ({ operations }: CheckNeeds, { addon, reference }: Purchase) =>
  (await operations.openFor(addon))?.input['reference'] === reference

/** Where nobody knows whether it ever arrived, one that did not is taken back: it can't arrive any later then. */
const found = async (needs: MarketNeeds, purchase: Purchase): Promise<Told> => {
  const told = await lookUp(needs, purchase)
  const isUnclear = ['unsent', 'unknown', 'needs a look'].includes(purchase.state)
  return told.kind === 'never arrived' && isUnclear ? takeBack(needs, purchase) : told
}

const settleWith = async (
  needs: CheckNeeds,
  purchase: Purchase,
  actor: Actor,
  ask: () => Promise<Told>,
): Promise<PaymentCheck> => {
  const foreign = await whyNotAsked(needs, purchase)
  if (foreign) return { kind: 'not checked', why: unchecked(purchase, String(foreign.values['because'])) }
  const told = await ask()
  if (told.kind === 'never arrived' || told.kind === 'unclear')
    return { kind: 'not checked', why: unchecked(purchase, 'out_of_reach') }
  const judged =
    told.kind === 'answer'
      ? await judge(needs, purchase, told.reply)
      : notSent(purchase, whyNotSent(purchase, told.why), needs)
  return { kind: 'checked', purchase: await keep(needs, purchase, judged, actor) }
}

const unchecked = ({ name }: Purchase, because: string): Failure =>
  failure('payment-unchecked', { name, because })

/** Stores what was found, with a line in the record where it is news. */
const keep = ({ atomically }: MarketNeeds, before: Purchase, judged: Judged, actor: Actor) =>
  atomically(async stores => {
    const current = await stores.purchases.find(before.reference)
    await storing(judged)(stores)
    if (current && isOpen(current) && current.state !== judged.purchase.state)
      await stores.record(lineOf(judged.purchase, actor))
    return (await stores.purchases.find(before.reference)) ?? judged.purchase
  })

const lineOf = (purchase: Purchase, { operatorId, operator }: Actor = soukItself) => ({
  operatorId,
  operator,
  act: 'addon.purchase',
  addon: purchase.addon,
  result: purchase.state === 'paid' ? ('done' as const) : ('failed' as const),
  reference: purchase.reference,
  detail: `${priceWords(purchase)}, ${purchase.state}`,
})
