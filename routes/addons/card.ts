import type { Response } from 'express'
import { cycles, type Price } from '../../contracts/manifest.ts'
import { smallEnough } from '../../contracts/pictures/small.ts'
import { type CardQuestion, type CardState, cardState } from '../../marketplace/card-states.ts'
import type { Connection } from '../../marketplace/connection.ts'

const tones: Record<CardState['kind'], string> = {
  installed: 'good',
  inactive: 'neutral',
  'needs set-up': 'warning',
  update: 'accent',
  altered: 'bad',
  'not supported': 'neutral',
  withdrawn: 'bad',
  due: 'warning',
  checking: 'warning',
  purchased: 'accent',
}

/** What a card shows beside the entry's own words: the price in words, in the account's currency, and the one state. */
export const cardFor = (question: CardQuestion, connection: Connection | null, { locals }: Response) => {
  const { addon } = question
  const state = cardState(question)
  return {
    addon,
    icon: { v: addon.icon.sha256.slice(0, 12), ...(addon.icon.length > smallEnough && { size: 'small' }) },
    price: priceInWords(addon.prices, connection?.account.currency, locals),
    state: state && {
      text: locals.t(`addons.state.${state.kind.replace(' ', '-')}`, {
        version: 'version' in state ? state.version : '',
      }),
      tone: tones[state.kind],
    },
  }
}

/** The shortest cycle's price; "from" when there are longer cycles too. */
const priceInWords = (all: Price[], billedIn: string | undefined, { t, format }: Express.Locals) => {
  const prices = inOneCurrency(all, billedIn)
  const [first] = prices
  if (!first) return t('addons.price.free')
  const money = format.money(first.amount, first.currency)
  const words = t('addons.price.cycle', { cycle: first.cycle.replaceAll('-', '_'), money })
  return prices.length > 1 ? t('addons.price.from', { price: words }) : words
}

const inOneCurrency = (prices: Price[], billedIn: string | undefined) => {
  const isListed = (currency: string | undefined) => prices.some(price => price.currency === currency)
  const currency = [billedIn, 'USD'].find(isListed) ?? prices[0]?.currency
  return prices
    .filter(price => price.currency === currency)
    .toSorted((a, b) => cycles.indexOf(a.cycle) - cycles.indexOf(b.cycle))
}
