import { setTimeout as pause } from 'node:timers/promises'
import { ClientAreaFailure } from '../client-area.ts'
import { type Change, FailedWith, type Operation, type Stage } from '../operations.ts'
import { isOpen, type Purchase } from '../purchases.ts'
import { lookUp, send, takeBack, type Told } from './asking.ts'
import { whyNotPaid, whyNotSent } from './failures.ts'
import { type Judged, judge, notSent, storing, unsettled } from './judging.ts'
import type { MarketNeeds } from './needs.ts'
import { whyNotAsked, whyNotSentBy } from './ownership.ts'

/**
 * Charges once. What was sent and not answered is asked for by its reference, repeated by the same reference at most
 * once, and then taken back: the reference decides, and there is no second one.
 */
export const charge = (needs: MarketNeeds): Stage => ({
  name: 'charge',
  async run(operation) {
    const purchase = await needs.purchases.find(operation.input['reference'] ?? '')
    if (!purchase) throw new Error(`Operation ${operation.id} has no purchase`)
    const judged = isOpen(purchase) ? await settle(needs, purchase, operation) : { purchase, held: undefined }
    return outcome(judged)
  },
})

const settle = async (needs: MarketNeeds, purchase: Purchase, operation: Operation): Promise<Judged> => {
  const isFirst = purchase.state === 'unsent' && operation.attempts === 1
  const [notAsked, notSentNow] = [await whyNotAsked(needs, purchase), await whyNotSentBy(needs, purchase)]
  if (isFirst && notSentNow) return notSent(purchase, notSentNow, needs)
  if (notAsked) return { purchase: unsettled(purchase), held: undefined }
  const asked = await markAsked(needs, purchase)
  const told = isFirst ? await sendFirst(needs, asked) : await resolve(needs, asked)
  return judgeTold(needs, asked, told)
}

// Committed before anything is sent: whoever finds it after a crash looks it up before anything else.
const markAsked = async ({ atomically }: MarketNeeds, purchase: Purchase) => {
  const asked = unsettled(purchase)
  if (asked !== purchase) await atomically(({ purchases }) => purchases.put(asked))
  return asked
}

const sendFirst = async (needs: MarketNeeds, purchase: Purchase): Promise<Told> => {
  const told = await send(needs, purchase)
  const isOver = told.kind === 'answer' || (told.kind === 'not sent' && secondsToWait(told) === 0)
  if (isOver) return told
  await asToldToWait(told)
  return resolve(needs, purchase)
}

const resolve = async (needs: MarketNeeds, purchase: Purchase): Promise<Told> => {
  const found = await lookUp(needs, purchase)
  if (found.kind !== 'never arrived') return found
  if (await whyNotSentBy(needs, purchase)) return takeBack(needs, purchase)
  const repeated = await send(needs, purchase)
  if (repeated.kind === 'answer') return repeated
  // a repeat that certainly was not sent says nothing of what was sent before
  await asToldToWait(repeated)
  const foundThen = await lookUp(needs, purchase)
  return foundThen.kind === 'never arrived' ? takeBack(needs, purchase) : foundThen
}

const longestWait = 10

const asToldToWait = async (told: Told) => {
  const seconds = secondsToWait(told)
  if (seconds > 0) await pause(seconds * 1_000)
}

const secondsToWait = (told: Told) => {
  const why = 'why' in told ? told.why : undefined
  const seconds = why instanceof ClientAreaFailure ? (why.retryAfter ?? 0) : 0
  return seconds <= longestWait ? seconds : 0
}

/** What an answer, or none, makes of the purchase. */
const judgeTold = async (needs: MarketNeeds, purchase: Purchase, told: Told): Promise<Judged> => {
  switch (told.kind) {
    case 'answer':
      return judge(needs, purchase, told.reply)
    case 'not sent':
      return notSent(purchase, whyNotSent(purchase, told.why), needs)
    case 'never arrived':
    case 'unclear':
      return { purchase, held: undefined }
  }
}

const outcome = (judged: Judged): Change => {
  const { purchase } = judged
  const change = storing(judged)
  if (purchase.state === 'paid') return change
  throw new FailedWith(whyNotPaid(purchase), change)
}
