import { type Held, isCancellable } from '../entitlements.ts'
import type { Question } from '../offer.ts'
import { may } from '../permissions.ts'
import { isOpen } from './get.ts'

export type Cancel =
  | { kind: 'none' }
  | { kind: 'cancel'; entitlement: Held }
  /** this panel can't ask for it; the client area's own page can always end it */
  | {
      kind: 'elsewhere'
      entitlement: Held
      because: 'offline' | 'not connected' | 'moved or copy' | 'copy'
    }

/** Ending a subscription, for those who may spend: installed or not, listed or not. */
export const cancel = ({
  connection,
  money: { entitlement, cancellation },
  operator,
  helpDesk,
}: Pick<Question, 'connection' | 'money' | 'operator' | 'helpDesk'>): Cancel => {
  if (!may(operator, 'addons.spend') || isOpen(cancellation)) return { kind: 'none' }
  if (!entitlement || !isCancellable(entitlement)) return { kind: 'none' }
  if (helpDesk.offline) return { kind: 'elsewhere', entitlement, because: 'offline' }
  if (!connection) return { kind: 'elsewhere', entitlement, because: 'not connected' }
  if (connection.place !== 'at home') return { kind: 'elsewhere', entitlement, because: connection.place }
  return { kind: 'cancel', entitlement }
}
