import type { Command } from '../command.ts'
import { amountText } from './money.ts'
import { printList, withBilling } from './with-billing.ts'
import { json } from './with-client-area.ts'

export const pricesList: Command = {
  words: ['prices', 'list'],
  about: 'Shows what new buyers pay before tax, now and as announced.',
  positionals: ['ADDON?'],
  options: { all: { type: 'boolean', about: 'former prices, too' }, json },
  run: (given, [addon], io) =>
    withBilling(io, async ({ products, now }) => {
      const prices = await products.prices(addon)
      const shown = given['all'] ? prices : prices.filter(notFormer(now().toISOString()))
      printList(io, given, shown.toSorted(byAddon), { data: price => price, line: priceLine })
    }),
}

type Listed = { addon: string; cycle: string; currency: string; amount: number | null; from: string }

const keyOf = ({ addon, cycle, currency }: Listed) => `${addon} ${currency} ${cycle}`

const notFormer = (now: string) => (price: Listed, _: number, all: Listed[]) =>
  !all.some(one => keyOf(one) === keyOf(price) && one.from > price.from && one.from <= now)

const byAddon = (a: Listed, b: Listed) => a.addon.localeCompare(b.addon)

/** A price in one line. */
export const priceLine = ({ addon, cycle, currency, amount, from }: Listed) =>
  `${addon}  ${cycle}  ${amountText(amount, currency)}  from ${from}`
