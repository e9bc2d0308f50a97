import type { Page } from 'playwright-core'
import { newPage } from './browser.ts'
import { keysOf, type Use } from './keys.ts'

/** How somebody uses a page: with script and a mouse, without script, or with script and the keyboard alone. */
export const ways = ['with script', 'without script', 'by keyboard alone'] as const
export type Way = (typeof ways)[number]

/** What somebody does at a page, alike in every way. Controls go by their accessible names. */
export interface Hand {
  way: Way
  page: Page
  /** an address of the panel */
  open: (path: string) => Promise<void>
  /** a button, or what opens and closes a part of the page */
  press: (name: string | RegExp) => Promise<void>
  follow: (link: string | RegExp) => Promise<void>
  fill: (field: string | RegExp, text: string) => Promise<void>
  /** an option of a select, by its words */
  choose: (field: string | RegExp, option: string) => Promise<void>
  /** a checkbox or a radio button, once */
  tick: (field: string | RegExp) => Promise<void>
  /** takes the tick from a checkbox */
  untick: (field: string | RegExp) => Promise<void>
  /** waits until the page says so */
  sees: (words: string | RegExp) => Promise<void>
  /** waits for the heading of the whole page */
  arrives: (heading: string | RegExp) => Promise<void>
  leave: () => Promise<void>
}

/**
 * Somebody who has just opened a browser; `origin` is the panel's. By keyboard alone, a stop that can't be seen and focus
 * that is lost are failures.
 */
export const handAt = async (origin: string, way: Way): Promise<Hand> => {
  const page = await newPage({ javaScript: way !== 'without script' })
  const use = way === 'by keyboard alone' ? await keysOf(page) : mouse
  const button = (name: string | RegExp) =>
    page
      .getByRole('button', { name })
      .or(page.locator('summary', { hasText: name }))
      .first()
  return {
    way,
    page,
    open: async path => void (await page.goto(origin + path)),
    press: name => use.press(button(name)),
    follow: link => use.press(page.getByRole('link', { name: link }).first()),
    fill: (field, text) => use.fill(page.getByLabel(field).first(), text),
    choose: (field, option) => use.choose(page.getByLabel(field).first(), option),
    tick: field => use.tick(page.getByLabel(field).first()),
    untick: field => use.untick(page.getByLabel(field).first()),
    sees: words => page.getByText(words).first().waitFor(),
    arrives: heading => page.getByRole('heading', { level: 1, name: heading }).waitFor(),
    async leave() {
      use.leave?.()
      await page.context().close()
    },
  }
}

const mouse: Use = {
  press: control => control.click(),
  fill: (field, text) => field.fill(text),
  choose: async (field, option) => void (await field.selectOption({ label: option })),
  tick: field => field.check(),
  untick: field => field.uncheck(),
}
