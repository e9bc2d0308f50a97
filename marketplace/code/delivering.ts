import { sendingAnswer, toldEvent } from '../../contracts/addon-api.ts'
import type { CallOutcome } from '../code.ts'
import type { AddonsInbox } from '../inbox.ts'
import { type Delivery, type DeliveryStore, mostTries, waitAfter } from './deliveries.ts'
import { inWords, isFault } from './failures.ts'
import type { CodeHost } from './hosting.ts'
import type { CodeAddon } from './rights.ts'

export interface DeliveringNeeds {
  deliveries: DeliveryStore
  inbox: Pick<AddonsInbox, 'markSent' | 'markFailed' | 'isWaiting'>
  host: Pick<CodeHost, 'call'>
  now: () => Date
}

/** longer than a call may take */
export const leaseMs = 60_000
const soonMs = 5_000

/** Tells an add-on one event, and keeps how that went. */
export const deliver = async (needs: DeliveringNeeds, addon: CodeAddon, delivery: Delivery) => {
  const { id, event, payload } = delivery
  if (await isSettled(needs, addon, delivery)) return needs.deliveries.done(id, needs.now().toISOString())
  const outcome = await needs.host.call(addon.slug, { entry: 'event', name: event, input: payload })
  const at = needs.now()
  const trouble = troubleIn(outcome)
  if (trouble === undefined) {
    await settleReply(needs, addon, delivery, outcome)
    return needs.deliveries.done(id, at.toISOString())
  }
  // it had no try of its own: something else was in the way
  if (!isTry(outcome)) return needs.deliveries.retry(id, later(at, soonMs), trouble, false)
  const tries = delivery.attempts + 1
  if (tries < mostTries) return needs.deliveries.retry(id, later(at, waitAfter(tries)), trouble, true)
  await markFailed(needs, addon, delivery, trouble)
  await needs.deliveries.giveUp(id, at.toISOString(), trouble)
}

// stops a reply from being sent twice by a panel that went down just after it was sent
const isSettled = async ({ inbox }: DeliveringNeeds, addon: CodeAddon, delivery: Delivery) => {
  const id = delivery.begun ? messageOf(addon, delivery) : undefined
  return id !== undefined && !(await inbox.isWaiting(id))
}

const troubleIn = (outcome: CallOutcome) => {
  if (outcome.kind === 'value' || outcome.kind === 'absent') return undefined
  if (isFault(outcome)) return inWords(outcome)
  return outcome.kind === 'refused' ? outcome.why : outcome.kind
}

const isTry = (outcome: CallOutcome) => isFault(outcome) || outcome.kind === 'refused'

const later = (at: Date, ms: number) => new Date(at.getTime() + ms).toISOString()

/** A channel has sent a reply, or says that it never can. */
const settleReply = async (
  needs: DeliveringNeeds,
  addon: CodeAddon,
  delivery: Delivery,
  outcome: CallOutcome,
) => {
  if (outcome.kind !== 'value') return
  const message = messageOf(addon, delivery)
  const answer = sendingAnswer.safeParse(outcome.value)
  if (message === undefined) return
  if (answer.success) await needs.inbox.markFailed(message, answer.data.failed)
  else await needs.inbox.markSent(message)
}

const markFailed = async (
  { inbox }: DeliveringNeeds,
  addon: CodeAddon,
  delivery: Delivery,
  trouble: string,
) => {
  const message = messageOf(addon, delivery)
  if (message !== undefined) await inbox.markFailed(message, trouble)
}

/** The message that this add-on was to send: nobody else's word settles it. */
const messageOf = ({ slug, kind }: CodeAddon, { event, payload }: Delivery) => {
  const { conversation, message } = toldEvent.parse(payload)
  const isOwn = kind === 'channel' && event === 'reply.sent' && conversation.channel === slug
  return isOwn ? message?.id : undefined
}
