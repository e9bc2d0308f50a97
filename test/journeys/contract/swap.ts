import type { Page } from 'playwright-core'
import type { Desk } from './desk.ts'

/** One way in which a page changes in place, and what somebody who hears it and has no mouse is owed. */
export interface Swap {
  /** the template below views/, and the address that htmx asks there, as it is written */
  of: [template: string, address: string]
  /** what is done, as the end of a sentence */
  does: string
  /** prepares it, and answers with the page where it begins */
  begin: (desk: Desk) => Promise<string> | string
  /** where somebody stands before the page changes by itself */
  at?: string
  act: (page: Page, desk: Desk) => Promise<unknown>
  /** the page's heading afterwards */
  heading: string | RegExp
  /** what the status region says, in this order; empty: nothing */
  says: (string | RegExp)[]
  /** where focus is afterwards; what is not there any more gives it to its row, else to the heading */
  focus: 'heading' | 'field' | 'row' | 'where it was'
  /** also in the title; default: what is said as an outcome */
  title?: RegExp
  /** the swap has an address of its own: Back leads to the page before */
  isPlace?: boolean
  /** so long the page waits before it asks again by itself */
  after?: number
}

/** Keys only: to the control, and Enter. */
export const press = (name: string | RegExp) => async (page: Page) =>
  page.getByRole('button', { name, exact: typeof name === 'string' }).press('Enter')

export const follow = (name: string) => async (page: Page) =>
  page.getByRole('link', { name, exact: true }).press('Enter')

export const fill = (label: string, words: string, button: string) => async (page: Page) => {
  await page.getByLabel(label, { exact: true }).fill(words)
  await press(button)(page)
}
