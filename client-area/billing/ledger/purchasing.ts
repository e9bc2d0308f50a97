import { sha256Of } from '../../../contracts/sha256.ts'
import type { PurchaseRequest } from '../../../contracts/marketplace-api.ts'
import type { Licence } from '../../accounts/licences.ts'
import type { Purchasing } from '../backend.ts'
import type { Order, Payment } from '../records.ts'
import type { BillingStores } from '../stores.ts'
import type { Ground } from './ground.ts'
import { checked } from './purchasing/checks.ts'
import { type Arrived, placed, refused } from './purchasing/placing.ts'
import { takePayment } from './recovering.ts'
import { viewsIn } from './views.ts'

/**
 * Charges the default card at once, or says why not. The order is written down before the card is charged, and what came
 * of it after: killed in between, `recover` finds out. The same reference is the same order whenever it comes.
 */
export const purchase = async (
  ground: Ground,
  licence: Licence,
  reference: string,
  request: PurchaseRequest,
): Promise<Purchasing> => {
  const arrived = { licence, reference, request, fingerprint: fingerprintOf(request), at: ground.now() }
  const outcome = await ground.atomically(stores => arrive(ground, stores, arrived))
  if (outcome.kind !== 'order') return outcome
  if (outcome.payment) await takePayment(ground, outcome.payment)
  const order = (await ground.stores.orders.find(licence.id, reference)) ?? outcome.order
  return { kind: 'answer', purchase: await viewsIn(ground.stores, ground.settings).purchase(order) }
}

type Arrival =
  | { kind: 'order'; order: Order; payment?: Payment | undefined }
  | { kind: 'withdrawn' | 'key reused' }

// The licence is held: of two requests at the same moment, the second finds the first one's order.
const arrive = async (ground: Ground, stores: BillingStores, arrived: Arrived): Promise<Arrival> => {
  const { orders, licences } = stores
  const licence = await licences.hold(arrived.licence.id)
  if (!licence) throw new Error(`There is no licence ${arrived.licence.id}.`)
  if (await orders.isForbidden(licence.id, arrived.reference)) return { kind: 'withdrawn' }
  const known = await orders.find(licence.id, arrived.reference)
  if (known) return isSame(known, arrived, licence) ? { kind: 'order', order: known } : { kind: 'key reused' }

  const now = { ...arrived, licence }
  const check = await checked(ground, stores, now)
  const kept =
    check.kind === 'sale'
      ? await placed(ground, stores, now, check)
      : await refused(stores, now, check.refusal)
  return { kind: 'order', ...kept }
}

// the owner's: what a former owner of the licence bought is nobody else's business
const isSame = (known: Order, { fingerprint }: Arrived, licence: Licence) =>
  known.fingerprint === fingerprint && known.accountId === licence.accountId

const fingerprintOf = ({ quote, addon, cycle, total, currency, terms }: PurchaseRequest) =>
  sha256Of(JSON.stringify([quote, addon, cycle, total, currency, terms]))
