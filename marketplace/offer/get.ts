import type { ReleaseEntry } from '../../contracts/catalogue.ts'
import type { EndedFor } from '../../contracts/marketplace-api.ts'
import type { Cancellation, Held } from '../entitlements.ts'
import { type Failure, failure } from '../failures.ts'
import type { Connected, HelpDesk, Question } from '../offer.ts'
import { may } from '../permissions.ts'
import { isUnclear, type Pricing, type Purchase, type Quoted } from '../purchases.ts'
import { newestRelease, offeredRelease, supports } from '../releases.ts'
import { isBought, isEntitled, isFree, isToBeHad } from './money.ts'

export type Get =
  | { kind: 'nothing' }
  | { kind: 'stopped'; because: 'safe mode' | 'offline' | 'catalogue expired' }
  | { kind: 'not supported'; needs: string }
  | { kind: 'withdrawn'; release: ReleaseEntry }
  | { kind: 'login' }
  | { kind: 'licence inactive'; state: 'suspended' | 'expired' }
  /** the client area's answer is not known, or makes no sense: nothing to press but Check payment */
  | { kind: 'checking'; purchase: Purchase }
  /** an invoice to be paid, a payment to be confirmed or under way */
  | { kind: 'due'; purchase: Purchase }
  | { kind: 'install'; release: ReleaseEntry; bought: boolean }
  /** it comes back when its invoice is paid; there is nothing to buy */
  | { kind: 'suspended'; entitlement: Held }
  | { kind: 'cancelling'; cancellation: Cancellation }
  | { kind: 'may not spend' }
  | { kind: 'moved or copy' }
  | { kind: 'copy' }
  | { kind: 'obstacle'; why: Failure }
  | { kind: 'to be priced'; release: ReleaseEntry }
  | { kind: 'no price'; because: 'out of reach' | 'not sold' | 'already entitled' }
  | { kind: 'purchase'; release: ReleaseEntry; quoted: Quoted; onDisk: boolean; ended: EndedFor | null }

/** The first row that applies wins; the rows stand in the order of what is said of an add-on. */
export const get = (question: Question): Get => {
  const { addon, installation, connection, helpDesk, money, now } = question
  const { entitlement } = money
  if (installation && (isFree(addon) || isEntitled(entitlement, now))) return { kind: 'nothing' }
  const stopped = whatStops(helpDesk)
  if (stopped) return { kind: 'stopped', because: stopped }
  const release = offeredRelease(addon, helpDesk.version)
  if (!release) return whyNone(question)
  if (!connection) return { kind: 'login' }
  if (connection.licence.state !== 'active')
    return { kind: 'licence inactive', state: connection.licence.state }
  if (money.purchase)
    return { kind: isUnclear(money.purchase) ? 'checking' : 'due', purchase: money.purchase }
  if (isFree(addon) || isToBeHad(entitlement))
    return { kind: 'install', release, bought: isBought(entitlement) }
  return buy(question, release, connection)
}

/** A paid add-on without a right to it. */
const buy = (
  { addon, installation, operator, money }: Question,
  release: ReleaseEntry,
  { place }: Connected,
): Get => {
  const { entitlement, cancellation, obstacle, pricing } = money
  if (isOpen(cancellation)) return { kind: 'cancelling', cancellation }
  if (entitlement && entitlement.state !== 'ended') return { kind: 'suspended', entitlement }
  if (!may(operator, 'addons.spend')) return { kind: 'may not spend' }
  if (place !== 'at home') return { kind: place }
  if (obstacle) return { kind: 'obstacle', why: obstacle }
  if (!pricing) return { kind: 'to be priced', release }
  if (pricing.kind !== 'quoted') return withoutPrice(pricing)
  const { quoted } = pricing
  if (quoted.archive === 'missing' && !installation)
    return { kind: 'obstacle', why: failure('archive-missing', { name: addon.name }) }
  if (quoted.quotes.length === 0) return { kind: 'no price', because: 'not sold' }
  const ended = entitlement?.endedBecause ?? null
  return { kind: 'purchase', release, quoted, onDisk: installation !== null && !installation.altered, ended }
}

const withoutPrice = (pricing: Exclude<Pricing, { kind: 'quoted' }>): Get => {
  switch (pricing.kind) {
    case 'not connected':
      return { kind: 'login' }
    case 'licence inactive':
      return { kind: 'licence inactive', state: 'suspended' }
    case 'out of reach':
    case 'not sold':
    case 'already entitled':
      return { kind: 'no price', because: pricing.kind }
  }
}

/** Asked for, and not known yet whether billing has stopped. */
export const isOpen = (cancellation: Cancellation | null): cancellation is OpenCancellation =>
  cancellation?.state === 'asked' || cancellation?.state === 'unknown'

export type OpenCancellation = Cancellation & { state: 'asked' | 'unknown' }

/** Why no release is put in place now. */
export const whatStops = ({ safeMode, offline, catalogue }: HelpDesk) => {
  if (safeMode) return 'safe mode'
  if (offline) return 'offline'
  return catalogue.kind === 'expired' ? 'catalogue expired' : null
}

const whyNone = ({ addon, helpDesk: { version } }: Question): Get => {
  const withdrawn = addon.releases.find(release => release.withdrawn && supports(release, version))
  return withdrawn
    ? { kind: 'withdrawn', release: withdrawn }
    : { kind: 'not supported', needs: newestRelease(addon).supports }
}
