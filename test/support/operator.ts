import type { Page } from 'playwright-core'
import type { Souk } from './souk.ts'

/** What an operator does in a browser, in the words of the panel. Works alike with and without JavaScript. */
export const operatorAt = (page: Page, { panel, area }: Souk) => {
  const press = (name: string | RegExp) => page.getByRole('button', { name }).click()
  const open = (path: string) => page.goto(panel.url + path)

  const answerClientArea = async (name: string) => {
    await page.waitForURL(address => address.origin === area.url)
    if (await page.getByLabel('Password').count()) {
      await page.getByLabel('E-mail').fill(`${name}@example.com`)
      await page.getByLabel('Password').fill('demo-password')
      await press('Sign in')
    }
    await page.waitForURL(/\/interaction\/|\/addons/)
    if (page.url().startsWith(area.url)) await press('Allow')
    await page.waitForURL(address => address.origin === panel.url)
  }

  return {
    page,
    press,
    open,
    async signIn(name: string) {
      await open('/sign-in')
      await page.getByLabel('E-mail').fill(`${name}@example.com`)
      await page.getByLabel('Password').fill('demo-password')
      await press('Sign in')
      await page.waitForURL(address => !address.pathname.startsWith('/sign-in'))
    },
    /** Login on the page shown, as somebody of the client area. */
    async logIn(name: string) {
      await press('Login')
      await answerClientArea(name)
    },
    /** Logout after a wrong account, confirmed in the client area. */
    async logOut() {
      await press('Logout')
      await page.waitForURL(address => address.origin === area.url)
      await press('Logout')
      await page.waitForURL(address => address.origin === panel.url)
    },
    /** Saves a language in the profile; empty: the default. */
    async choose(language: string) {
      await open('/profile')
      await page.locator('[name=language]').selectOption(language)
      await page.locator('form:has([name=language]) button').click()
      await page.locator(`html[lang=${language || 'en'}]`).waitFor()
    },
    heading: () => page.getByRole('heading', { level: 1 }).innerText(),
    text: () => page.locator('body').innerText(),
    names: () => page.locator('.card h3').allInnerTexts(),
  }
}
export type OperatorAtBrowser = ReturnType<typeof operatorAt>
