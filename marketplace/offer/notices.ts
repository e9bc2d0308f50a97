import type { ReleaseEntry } from '../../contracts/catalogue.ts'
import { type Cancellation, type Held, isCancellable, type Silence } from '../entitlements.ts'
import type { Question } from '../offer.ts'
import type { Purchase, PurchaseState } from '../purchases.ts'
import { newestRelease, offeredRelease, releaseOf, supports } from '../releases.ts'
import type { PutBack } from '../updates.ts'
import { isStillNews } from '../updates/put-back-news.ts'
import { type Get, isOpen } from './get.ts'
import { isEntitled } from './money.ts'

export type OfferNotice =
  /** an update did not do, and the release before runs in its place */
  | { kind: 'put back'; putBack: PutBack }
  | { kind: 'older release offered'; version: string; newest: string; needs: string }
  | { kind: 'installed release withdrawn'; release: ReleaseEntry }
  | { kind: 'no longer listed' }
  /** an open purchase that the part above has no room for */
  | { kind: 'open purchase'; purchase: Purchase }
  /** how the last purchase ended without a right, while that is news */
  | { kind: 'purchase ended'; purchase: Purchase }
  | { kind: 'past due'; entitlement: Held }
  | { kind: 'suspended'; entitlement: Held }
  /** it is over, and runs on until its grace ends */
  | { kind: 'lapses'; entitlement: Held; at: string }
  | { kind: 'switched off'; entitlement: Held }
  | { kind: 'price change'; entitlement: Held; change: NonNullable<Held['priceChange']> }
  | { kind: 'silence'; silence: Silence & { lapsesAt: string } }
  | { kind: 'cancellation unknown'; cancellation: Cancellation }
  /** billing goes on */
  | { kind: 'cancellation refused'; cancellation: Cancellation; entitlement: Held }
  | { kind: 'cancellation pending'; entitlement: Held; at: string }

/** One line each: of the release first, then of what is paid for it. */
export const notices = (question: Question, got: Get): OfferNotice[] => [
  ...putBackNotices(question),
  ...releaseNotices(question),
  ...rightNotices(question, got),
]

const releaseNotices = ({ addon, installation, helpDesk }: Question): OfferNotice[] => {
  const offered = offeredRelease(addon, helpDesk.version)
  const last = newestRelease(addon)
  const installed = installation && releaseOf(addon, installation.version)
  const isOlder = !installation && offered && offered !== last && !supports(last, helpDesk.version)
  return [
    ...(installed?.withdrawn ? [{ kind: 'installed release withdrawn' as const, release: installed }] : []),
    ...(isOlder
      ? [
          {
            kind: 'older release offered' as const,
            version: offered.version,
            newest: last.version,
            needs: last.supports,
          },
        ]
      : []),
  ]
}

export const putBackNotices = ({
  installation,
  putBack,
}: Pick<Question, 'installation' | 'putBack'>): OfferNotice[] =>
  installation && putBack && isStillNews(putBack, installation) ? [{ kind: 'put back', putBack }] : []

type Asked = Pick<Question, 'installation' | 'money' | 'now'>

/** What there is to say of the purchase, the right and its end; also of an add-on that is listed no more. */
export const rightNotices = (question: Asked, got: Get): OfferNotice[] => [
  ...ofPurchase(question, got),
  ...ofCancellation(question.money),
  ...ofRight(question, got),
  ...ofSilence(question),
]

const lastsDays = 14
const withoutRight: readonly PurchaseState[] = ['not sent', 'refused', 'withdrawn', 'void']

const ofPurchase = ({ money: { purchase, latest, entitlement }, now }: Asked, got: Get): OfferNotice[] => {
  const isShown = got.kind === 'checking' || got.kind === 'due'
  if (purchase) return isShown ? [] : [{ kind: 'open purchase', purchase }]
  if (!latest || !withoutRight.includes(latest.state) || isEntitled(entitlement, now)) return []
  const age = now.getTime() - Date.parse(latest.checkedAt ?? latest.placedAt)
  return age < lastsDays * 86_400_000 ? [{ kind: 'purchase ended', purchase: latest }] : []
}

const ofCancellation = ({ cancellation, entitlement }: Asked['money']): OfferNotice[] => {
  if (isOpen(cancellation)) return [{ kind: 'cancellation unknown', cancellation }]
  if (entitlement?.endsAt && entitlement.state !== 'ended')
    return [{ kind: 'cancellation pending', entitlement, at: entitlement.endsAt }]
  return cancellation?.state === 'refused' && entitlement && isCancellable(entitlement)
    ? [{ kind: 'cancellation refused', cancellation, entitlement }]
    : []
}

const ofRight = ({ installation, money: { entitlement }, now }: Asked, got: Get): OfferNotice[] => {
  if (!entitlement) return []
  const { state, usableUntil, priceChange } = entitlement
  if (state === 'past due') return [{ kind: 'past due', entitlement }]
  if (state === 'suspended') return got.kind === 'suspended' ? [] : [{ kind: 'suspended', entitlement }]
  if (state === 'ended') {
    if (usableUntil && isEntitled(entitlement, now)) return [{ kind: 'lapses', entitlement, at: usableUntil }]
    // where it can be purchased again, that says so, too
    const isOff = installation && !installation.active && got.kind !== 'purchase'
    return isOff ? [{ kind: 'switched off', entitlement }] : []
  }
  return priceChange ? [{ kind: 'price change', entitlement, change: priceChange }] : []
}

const ofSilence = ({ installation, money: { silence, entitlement } }: Asked): OfferNotice[] => {
  const concerns = installation && entitlement?.kind === 'recurring' && entitlement.state !== 'ended'
  return concerns && silence?.lapsesAt
    ? [{ kind: 'silence', silence: { ...silence, lapsesAt: silence.lapsesAt } }]
    : []
}
