import { randomUUID } from 'node:crypto'
import { version } from '../../../contracts/manifest.ts'
import type { Quote, QuoteReply, QuoteRequest } from '../../../contracts/marketplace-api.ts'
import type { Account } from '../../accounts/accounts.ts'
import { type Licence, stateOf } from '../../accounts/licences.ts'
import type { Quoting } from '../backend.ts'
import { endOfPeriod, isRecurring } from '../calendar.ts'
import type { Price, StoredQuote } from '../records.ts'
import { withTax } from '../tax.ts'
import type { Ground } from './ground.ts'

const minutesOfAnOffer = 15

/** What one add-on costs this licence now, in every cycle: offers that are charged as they stand, or not at all. */
export const quote = async (ground: Ground, asking: Licence, request: QuoteRequest): Promise<Quoting> => {
  const { stores, licences, accounts } = ground
  const licence = await licences.find(asking.id)
  const account = licence && (await accounts.find(licence.accountId))
  if (!account || stateOf(licence, ground.now()) !== 'active') return { kind: 'licence inactive' }
  if (!(await stores.products.find(request.addon))) return { kind: 'unknown add-on' }
  const right = await stores.rights.liveFor(licence.id, request.addon)
  if (right && right.kind !== 'free') return { kind: 'already entitled' }

  const offers = await offersTo(ground, { licence, account, request })
  const isReady =
    version.safeParse(request.version).success && (await ground.archiveReady(request.addon, request.version))
  // an offer of what can't be handed out is for show: it is not stored, so that nobody can pay it
  if (isReady) await stores.quotes.add(offers)
  return { kind: 'quoted', reply: await replyOf(ground, { licence, account, request, offers, isReady }) }
}

interface Asked {
  licence: Licence
  account: Account
  request: QuoteRequest
}

const offersTo = async ({ stores, settings, now }: Ground, { licence, account, request }: Asked) => {
  const at = now()
  const prices = await stores.products.pricesAt(request.addon, at.toISOString())
  const offer = ({ cycle, currency, amount }: Price): StoredQuote => ({
    id: randomUUID(),
    accountId: account.id,
    licenceId: licence.id,
    addon: request.addon,
    cycle,
    currency,
    ...withTax(amount, account.tax),
    major: majorOf(request.version),
    terms: settings.terms.version,
    createdAt: at.toISOString(),
    expiresAt: new Date(at.getTime() + minutesOfAnOffer * 60_000).toISOString(),
  })
  return prices.filter(({ currency }) => currency === account.currency).map(offer)
}

/** 2 of `2.1.0`; null: it is no version */
export const majorOf = (text: string) => (version.safeParse(text).success ? Number(text.split('.')[0]) : null)

const replyOf = async (
  { stores, settings }: Ground,
  { licence, account, request, offers, isReady }: Asked & { offers: StoredQuote[]; isReady: boolean },
): Promise<QuoteReply> => {
  const { id, name, email } = account
  const card = (await stores.cards.of(id)).find(({ isDefault }) => isDefault)
  return {
    addon: request.addon,
    licence: licence.id,
    account: { id, name, email },
    card: card ? { brand: card.brand, last4: card.last4, expires: card.expires } : null,
    archive: isReady ? 'ready' : 'missing',
    terms: settings.terms,
    quotes: offers.map(offer => shown(offer, account)),
  }
}

const shown = (offer: StoredQuote, { tax: rule }: Account): Quote => ({
  id: offer.id,
  cycle: offer.cycle,
  currency: offer.currency,
  net: offer.net,
  tax: rule && { ...rule, amount: offer.tax },
  total: offer.total,
  nextCharge: isRecurring(offer.cycle)
    ? { at: endOfPeriod(offer.createdAt, offer.cycle, 1), amount: offer.total }
    : null,
  expiresAt: offer.expiresAt,
})
