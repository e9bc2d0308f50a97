import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { complaintsOf } from '../../support/browser.ts'
import { barriersOf } from '../../support/html.ts'
import { type Souk, souk } from '../../support/souk.ts'
import { type Hand, handAt, type Way } from '../../support/ways.ts'
import { addons } from './addons.ts'

/** Somebody with a whole Souk of their own. */
export interface Place {
  hand: Hand
  whole: Souk
  complaints: string[]
}

/** What somebody does, and what the page and the stores say in the end: the same in every way. */
export interface Journey {
  title: string
  walk: (place: Place) => Promise<unknown>
  ends: unknown
}

export const placeFor = async (way: Way): Promise<Place> => {
  const whole = await souk(addons)
  const hand = await handAt(whole.panel.url, way)
  return { hand, whole, complaints: complaintsOf(hand.page) }
}

/** What a page says of itself where the outcome stands. */
export const said = async ({ page }: Hand) => ({
  title: await page.title(),
  status: (await page.locator('#status').innerText()).trim(),
})

export const installed = async ({ panel }: Souk) =>
  (await panel.services.installations.all()).map(({ name, active }) => `${name}${active ? '' : ', off'}`)

/** Every charge in the vendor's books. */
export const charges = async ({ area }: Souk) =>
  (await area.billing.office.ledger())
    .filter(({ kind }) => kind === 'charge')
    .map(({ addon, amount, currency }) => `${addon} ${amount} ${currency}`)

/** Narrow as a telephone, nothing sticks out and nothing hinders; axe needs script, so one way looks for all. */
export const fits = async ({ way, page }: Hand) => {
  if (way !== 'with script') return
  const wide = page.viewportSize()
  await page.setViewportSize({ width: 320, height: 800 })
  expect(await widthOf(page), 'width').to.be.at.most(320)
  expect(await barriersOf(page)).to.deep.equal([])
  if (wide) await page.setViewportSize(wide)
}
const widthOf = async (page: Page) => Number(await page.evaluate('document.documentElement.scrollWidth'))
