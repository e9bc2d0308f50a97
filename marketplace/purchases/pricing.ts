import { setTimeout as pause } from 'node:timers/promises'
import type { QuoteReply } from '../../contracts/marketplace-api.ts'
import type { ClientAreaFailure } from '../client-area.ts'
import type { Connection } from '../connection.ts'
import type { Pricing, Quoted, QuoteStore } from '../purchases.ts'
import type { MarketNeeds } from './needs.ts'

export interface PriceNeeds
  extends Pick<MarketNeeds, 'market' | 'connection' | 'atomically' | 'now' | 'log'> {
  quotes: Pick<QuoteStore, 'latestFor' | 'holding'>
}

/** A page waits no longer than that for prices; what arrives later is there for the next one. */
const patience = 2_500
const youngerThan = 5 * 60_000
const longBefore = 60_000
const keptFor = 2 * 86_400_000

/** Prices for the buttons. Whoever asks for the same add-on meanwhile shares one asking. */
export const pricing = (needs: PriceNeeds) => {
  const underWay = new Map<string, Promise<Pricing>>()

  const ask = (connection: Connection, addon: string, version: string) => {
    const key = [connection.licence.id, connection.account.id, addon, version].join(' ')
    const asking =
      underWay.get(key) ?? askNow(needs, connection, addon, version).finally(() => underWay.delete(key))
    underWay.set(key, asking)
    return asking
  }

  return {
    /** kept prices while they are good, else new ones; waits a moment only */
    async price(addon: string, version: string): Promise<Pricing> {
      const connection = await needs.connection.current()
      if (!connection) return { kind: 'not connected' }
      if (connection.licence.state !== 'active') return { kind: 'licence inactive' }
      const kept = await needs.quotes.latestFor(addon, connection.licence.id)
      if (kept && kept.version === version && isGood(kept, connection, needs.now()))
        return { kind: 'quoted', quoted: kept }
      const stop = new AbortController()
      const tooLong = pause(patience, { kind: 'out of reach' } as const, { signal: stop.signal })
      tooLong.catch(() => {})
      return Promise.race([ask(connection, addon, version), tooLong]).finally(() => stop.abort())
    },
    /** new ones, however long that takes */
    ask,
  }
}
export type Prices = ReturnType<typeof pricing>

const isGood = ({ account, quotes, readAt }: Quoted, connection: Connection, now: Date) => {
  const age = now.getTime() - Date.parse(readAt)
  return (
    account.id === connection.account.id &&
    age >= 0 &&
    age < youngerThan &&
    quotes.every(({ expiresAt }) => Date.parse(expiresAt) - longBefore > now.getTime())
  )
}

const askNow = async (
  needs: PriceNeeds,
  connection: Connection,
  addon: string,
  version: string,
): Promise<Pricing> => {
  const { market, now } = needs
  const answer = await needs.connection.access(token => market.quote(token, { addon, version }))
  if (answer.kind === 'not connected') return answer
  if (answer.kind === 'failed') return withoutPrice(needs, addon, answer.failure)
  const odd = oddPrices(answer.value, connection, addon)
  if (odd) {
    needs.log.warn({ addon, odd }, 'prices that do not fit were not taken')
    return { kind: 'out of reach' }
  }
  if (answer.value.quotes.length === 0) return { kind: 'not sold' }
  const quoted = { ...answer.value, version, readAt: now().toISOString() }
  await keep(needs, quoted)
  return { kind: 'quoted', quoted }
}

const keep = ({ atomically, now }: PriceNeeds, quoted: Quoted) =>
  atomically(async ({ quotes }) => {
    await quotes.sweep(new Date(now().getTime() - keptFor).toISOString())
    await quotes.put(quoted)
  })

const withoutPrice = ({ log }: PriceNeeds, addon: string, failure: ClientAreaFailure): Pricing => {
  const { code } = failure
  if (code === 'already_entitled') return { kind: 'already entitled' }
  if (code === 'licence_inactive') return { kind: 'licence inactive' }
  if (code === 'not_found') return { kind: 'not sold' }
  log.warn({ addon, reason: failure.message }, 'the client area told no prices')
  return { kind: 'out of reach' }
}

// stops prices of another product, account or currency from standing on a button
const oddPrices = (reply: QuoteReply, { licence, account }: Connection, addon: string) => {
  const { quotes } = reply
  if (reply.addon !== addon) return 'another add-on'
  if (reply.licence !== licence.id || reply.account.id !== account.id) return 'another licence or account'
  if (new Set(quotes.map(({ currency }) => currency)).size > 1) return 'several currencies'
  if (new Set(quotes.map(({ cycle }) => cycle)).size < quotes.length) return 'a cycle twice'
  if (new Set(quotes.map(({ id }) => id)).size < quotes.length) return 'a quote twice'
  if (quotes.some(({ net, tax, total }) => net + (tax?.amount ?? 0) !== total)) return 'a wrong sum'
  return undefined
}
