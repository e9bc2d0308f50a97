import { ClientAreaFailure } from '../client-area.ts'
import { type Failure, failure } from '../failures.ts'
import type { Purchase } from '../purchases.ts'

/** Words for a purchase that was not sent. */
export const whyNotSent = (
  { name }: Purchase,
  why: ClientAreaFailure | 'not connected' | 'withdrawn',
): Failure => {
  if (!(why instanceof ClientAreaFailure))
    return failure('purchase-not-sent', { name, because: why.replaceAll(' ', '_') })
  const because = why.neverSent || why.problem === 'out of reach' ? 'out_of_reach' : 'turned_away'
  return failure('purchase-not-sent', { name, because })
}

/** Words for a purchase that did not end paid. */
export const whyNotPaid = ({ name, state, invoice, refusal, failure: why }: Purchase): Failure => {
  const values = { name, invoice: invoice?.number ?? '' }
  switch (state) {
    case 'payment due':
      return failure('payment-due', values)
    case 'action required':
      return failure('payment-action', values)
    case 'processing':
      return failure('payment-processing', values)
    case 'needs a look':
      return failure('needs-a-look', { name })
    case 'refused':
      return failure('purchase-refused', { name, reason: (refusal ?? 'unknown').replaceAll(' ', '_') })
    case 'withdrawn':
    case 'void':
      return failure('purchase-withdrawn', { name })
    case 'not sent':
      return why ?? failure('purchase-not-sent', { name, because: 'withdrawn' })
    case 'unsent':
    case 'unknown':
    case 'paid':
      return failure('purchase-unknown', { name })
  }
}
