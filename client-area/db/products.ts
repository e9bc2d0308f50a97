import { cycles } from '../../contracts/manifest.ts'
import type { Price, Product } from '../billing/records.ts'
import type { Products } from '../billing/stores.ts'
import type { Work } from './index.ts'
import { numberOrNull, type Row } from './tables.ts'

type StoredPrice = Omit<Price, 'amount'> & { amount: number | null }

export const productsIn = (work: Work): Products => {
  const products = () => work<Product>('products').select('addon', 'name', 'author')
  const prices = async (addon: string | undefined): Promise<StoredPrice[]> => {
    const rows: Row<StoredPrice>[] = await work('prices')
      .select({ addon: 'addon', currency: 'currency', cycle: 'cycle', from: 'from_at', amount: 'amount' })
      .where(addon === undefined ? {} : { addon })
      .orderBy(['addon', 'currency', 'from_at'])
    return rows.map(withNumber).toSorted(byCycle)
  }
  return {
    find: addon => products().where({ addon }).first(),
    all: () => products().orderBy('addon'),
    async put(product) {
      await work('products')
        .insert({ ...product, created_at: new Date().toISOString() })
        .onConflict('addon')
        .merge(['name', 'author'])
    },
    prices,
    pricesAt: async (addon, at) => inForce((await prices(addon)).filter(({ from }) => from <= at)),
    async setPrice({ from, ...price }) {
      await work('prices')
        .insert({ ...price, from_at: from })
        .onConflict(['addon', 'currency', 'cycle', 'from_at'])
        .merge(['amount'])
    },
  }
}

const withNumber = (price: Row<StoredPrice>): StoredPrice => ({
  ...price,
  amount: numberOrNull(price.amount),
})

const byCycle = (a: StoredPrice, b: StoredPrice) => cycles.indexOf(a.cycle) - cycles.indexOf(b.cycle)

// oldest first, so that of each currency and cycle the newest stays
const inForce = (prices: StoredPrice[]): Price[] => {
  const newest = new Map(prices.map(price => [`${price.currency} ${price.cycle}`, price]))
  return [...newest.values()].flatMap(price =>
    price.amount === null ? [] : { ...price, amount: price.amount },
  )
}
