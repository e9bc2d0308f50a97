import type { Response } from 'express'
import { isBought } from '../../marketplace/offer.ts'
import { isOpen, type Purchase } from '../../marketplace/purchases.ts'
import { nameOf } from '../addons/names.ts'
import type { Services } from '../services.ts'
import { spendingCharts } from './spending.ts'

/** Every purchase, newest first, page by page; before them what is bought and only has to be installed. */
export const purchasesPage = async (asked: unknown, services: Services, res: Response) => {
  const wanted = typeof asked === 'string' && /^[1-9]\d{0,5}$/.test(asked) ? Number(asked) : 1
  const { pages, purchases } = await services.purchases.list(wanted)
  const page = Math.min(wanted, Math.max(pages, 1))
  return {
    waiting: page === 1 ? await waitingFor(services) : [],
    charts: page === 1 ? await spendingCharts(services, purchases, res) : [],
    rows: purchases.map(rowOf),
    page,
    pages,
    neighbours: neighboursOf(page, pages, services),
  }
}

const neighboursOf = (page: number, pages: number, { paths }: Services) => {
  const to = (number: number) => paths.withQuery(paths.purchases(), { page: number > 1 ? number : undefined })
  return { newer: page > 1 ? to(page - 1) : null, older: page < pages ? to(page + 1) : null }
}

const tones: Partial<Record<Purchase['state'], string>> = {
  paid: 'good',
  'payment due': 'warning',
  'action required': 'warning',
  'needs a look': 'bad',
}

const rowOf = (purchase: Purchase) => ({
  ...purchase,
  tone: tones[purchase.state] ?? 'neutral',
  /** there is something to do, or to wait for, on the add-on's page */
  open: isOpen(purchase),
})

/** Bought and not installed: one press each, or why there is none. */
const waitingFor = async (services: Services) => {
  const { addons, entitlements, installations } = services
  const bought = (await entitlements.all()).filter(right => isBought(right))
  const here = new Set((await installations.all()).map(({ addon }) => addon))
  const waiting = bought.filter(({ addon }) => !here.has(addon))
  return Promise.all(
    waiting.map(async right => ({
      ...right,
      name: await nameOf(right.addon, services),
      listed: Boolean(await addons.find(right.addon)),
    })),
  )
}
