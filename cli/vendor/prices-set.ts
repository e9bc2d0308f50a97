import { type Cycle, cycle as cycleNamed } from '../../contracts/marketplace-api.ts'
import { cycles } from '../../contracts/manifest.ts'
import { type Command, Failed, type Given, WrongUse } from '../command.ts'
import { momentIn } from './moments.ts'
import { amountIn, currencyNamed } from './money.ts'
import { priceLine } from './prices-list.ts'
import { type AtHand, withBilling } from './with-billing.ts'
import { json, print } from './with-client-area.ts'

export const pricesSet: Command = {
  words: ['prices', 'set'],
  about:
    'Sets what new buyers pay before tax. Subscribers keep their price, unless --subscribers announces it to them.',
  positionals: ['ADDON', 'CYCLE', 'AMOUNT-or-none', 'CURRENCY'],
  options: {
    from: { type: 'string', about: 'first day of the price, or a moment (now)' },
    subscribers: {
      type: 'boolean',
      about: 'subscribers pay it, too, from that day on: 30 days ahead at least',
    },
    free: {
      type: 'boolean',
      about: 'with none: it may be the last price, so that the add-on is free from then on',
    },
    json,
  },
  run: (given, [addon = '', cycleTyped = '', amountTyped = '', currencyTyped = ''], io) =>
    withBilling(io, async area => {
      const cycle = cycleIn(cycleTyped)
      const currency = currencyNamed(currencyTyped)
      const amount = amountTyped === 'none' ? null : priceIn(amountTyped, currency)
      const price = { addon, cycle, currency, amount, from: fromIn(given, area.now()) }
      if (!(await area.products.find(addon)))
        throw new Failed(
          `The price list doesn't know ${addon}: publish it, or "souk-vendor prices import DIR".`,
        )
      if (amount === null && !given['free']) await refuseToGiveAway(area, price)
      const subscribers = given['subscribers'] ? await announced(area, price) : 0
      await area.products.setPrice(price)
      if (given['json']) return print(io, given, { ...price, subscribers })
      return io.out(`${priceLine(price)}${given['subscribers'] ? `, announced to ${subscribers}` : ''}\n`)
    }),
}

const cycleIn = (text: string): Cycle => {
  const read = cycleNamed.safeParse(text)
  if (!read.success) throw new WrongUse(`${text} is not a cycle: take one of ${cycles.join(', ')}.`)
  return read.data
}

const priceIn = (text: string, currency: string) => {
  const amount = amountIn(text, currency)
  if (amount < 1 || amount > 1_000_000_000)
    throw new WrongUse(`${text} is not a price: it has to be more than nothing, and less than ten million.`)
  return amount
}

const fromIn = (given: Given, now: Date) => {
  const { from } = given
  const moment = typeof from === 'string' ? momentIn('from', from, 'begin') : now
  // stops a price from changing what has been quoted and charged already
  if (moment < now) throw new WrongUse(`--from ${String(from)} is over: a price begins now or later.`)
  return moment.toISOString()
}

// stops "no longer sold so" in every currency from giving the add-on to everybody, and its subscribers their renewals
const refuseToGiveAway = async ({ products }: AtHand, { addon, cycle, currency, from }: Price) => {
  const inForce = await products.pricesAt(addon, from)
  const others = inForce.filter(one => one.cycle !== cycle || one.currency !== currency)
  if (others.length > 0 || inForce.length === 0) return
  throw new Failed(
    `Without this price ${addon} is free: everybody may have it, and subscribers are charged no more. If that is wanted, add --free.`,
  )
}

const announced = async ({ office }: AtHand, price: Price) => {
  const { amount } = price
  if (amount === null) throw new WrongUse('--subscribers needs an amount: who subscribed goes on paying.')
  const outcome = await office.changePrice({ ...price, amount })
  if (outcome.kind === 'too soon')
    throw new Failed('Subscribers are told 30 days ahead: --from has to be a date at least 30 days away.')
  return outcome.subscribers
}

interface Price {
  addon: string
  cycle: Cycle
  currency: string
  amount: number | null
  from: string
}
