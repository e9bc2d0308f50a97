import type { Licences } from '../accounts/licences.ts'
import type { Deliveries, DueDelivery } from './deliveries.ts'
import { type Posting, post } from './post.ts'
import { mostAttempts, waitAfter } from './retries.ts'
import { signed } from './signing.ts'

export interface DeliveringNeeds {
  deliveries: Deliveries
  licences: Pick<Licences, 'find' | 'signingSecrets'>
  /** whether help desks on this machine may be told: for the demo and for tests */
  loopback: boolean
  now: () => Date
  /** ends deliveries under way; they are tried again later */
  stopping: AbortSignal
  log: { info: (details: object, message: string) => void; error: (details: object, message: string) => void }
}

const deadline = 5_000
const lease = 30_000
const atOnce = 4

/** Tells help desks what is due now, each one thing at a time; answers with how many were tried. */
export const deliverDue = async (needs: DeliveringNeeds) => {
  const now = needs.now()
  const claimed = await needs.deliveries.claim(now, new Date(now.getTime() + lease), atOnce)
  await Promise.all(claimed.map(delivery => deliver(needs, delivery)))
  return claimed.length
}

const deliver = async (needs: DeliveringNeeds, due: DueDelivery) => {
  const { deliveries, licences, loopback, stopping, now, log } = needs
  const { event, licenceId, attempts } = due
  const url = (await licences.find(licenceId))?.webhookUrl ?? null
  if (url === null) return deliveries.giveUp(event.id, 'no webhooks wanted')

  const letter = signed(event, await licences.signingSecrets(licenceId, now()), now())
  const posting = await post({ url, ...letter }, { loopback, deadline, stopping })
  if (isTaken(posting)) return deliveries.delivered(event.id, now())

  const trouble = posting.kind === 'trouble' ? posting.trouble : `status ${posting.status}`
  log.info({ event: event.id, licence: licenceId, attempts, trouble }, 'A webhook was not delivered')
  if (attempts >= mostAttempts || isOver(posting)) return deliveries.giveUp(event.id, trouble)
  return deliveries.retry(event.id, new Date(now().getTime() + waitAfter(attempts)), trouble)
}

const isTaken = (posting: Posting) =>
  posting.kind === 'answered' && posting.status >= 200 && posting.status < 300

// Standard Webhooks 1.0: who answers 410 Gone is not asked again.
const isOver = (posting: Posting) => posting.kind === 'answered' && posting.status === 410
