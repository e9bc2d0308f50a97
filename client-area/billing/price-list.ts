import type { Cycle } from '../../contracts/marketplace-api.ts'
import type { Products } from './stores.ts'

/** An add-on as its author's manifest offers it. */
export interface Offered {
  addon: string
  name: string
  author: string
  prices: { currency: string; cycle: Cycle; amount: number }[]
}

/** A price that the manifest and the price list don't agree on; null: not sold so. */
export interface Difference {
  addon: string
  cycle: Cycle
  currency: string
  offered: number | null
  listed: number | null
}

/** Where an add-on costs something else than its manifest says; nothing for one that the list doesn't know. */
export const differencesOf = async (products: Products, offered: Offered, at: string) => {
  if (!(await products.find(offered.addon))) return []
  const listed = await products.pricesAt(offered.addon, at)
  const names = new Map([...offered.prices, ...listed].map(one => [keyOf(one), one]))
  return [...names].flatMap(([key, { cycle, currency }]): Difference[] => {
    const [says, costs] = [offered.prices, listed].map(list => list.find(one => keyOf(one) === key)?.amount)
    if (says === costs) return []
    return [{ addon: offered.addon, cycle, currency, offered: says ?? null, listed: costs ?? null }]
  })
}

/** Puts an add-on that the list doesn't know yet into it, with its first prices. Answers whether it did. */
export const addToList = async (products: Products, offered: Offered, at: string) => {
  if (await products.find(offered.addon)) return false
  await products.put(productOf(offered))
  for (const price of offered.prices) await products.setPrice({ addon: offered.addon, ...price, from: at })
  return true
}

/** Makes the list say what the manifest says from then on; prices that the manifest doesn't name are left alone. */
export const importOffered = async (products: Products, offered: Offered, at: string) => {
  if (await addToList(products, offered, at)) return { kind: 'added' as const, changes: [] }
  const changes = (await differencesOf(products, offered, at)).filter(one => one.offered !== null)
  await products.put(productOf(offered))
  for (const { addon, cycle, currency, offered: amount } of changes)
    await products.setPrice({ addon, cycle, currency, amount, from: at })
  return { kind: 'known' as const, changes }
}

const productOf = ({ addon, name, author }: Offered) => ({ addon, name, author })
const keyOf = ({ currency, cycle }: { currency: string; cycle: Cycle }) => `${currency} ${cycle}`
