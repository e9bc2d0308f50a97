import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import type { Page } from 'playwright-core'
import { demoPassword } from '../../db/seeds/demo.ts'
import { complaintsOf, newPage } from '../support/browser.ts'
import { codeMarket } from '../support/code-panel.ts'
import { codeSample } from '../support/code-samples.ts'
import { barriersOf } from '../support/html.ts'
import { lynxAt } from '../support/lynx.ts'
import type { TestPanel } from '../support/panel.ts'

const chatty = codeSample(
  'chatty',
  `export default { hooks: { async request({ path }, souk) {
    if (path === '/throw') throw new Error('no luck, ' + 'again and '.repeat(60))
    souk.log.info('asked for ' + path + ' ' + 'x'.repeat(300))
    return { body: 'here' }
  } }, schedule() {} }`,
  { rights: { publicAddress: true, hosts: ['api.example.com'], schedule: '0 6 * * *' } },
)
const pages = ['', '/chatty', '/chatty/logs', '/chatty/addresses', '/chatty/deactivation']
  .map(path => `/plugins${path}`)
  .concat('/safe-mode', '/status')

describe('Managing add-ons that run code, in a browser', function () {
  this.timeout(60_000)
  let market: Awaited<ReturnType<typeof codeMarket>>
  let panel: TestPanel
  before(async () => {
    market = await codeMarket([chatty])
    panel = await market.panelWith(['chatty'])
    for (const path of ['/a', '/throw']) await panel.visitor().fetch(`/hooks/chatty${path}`)
  })
  after(async () => {
    await panel.stop()
    await market.close()
  })

  const signIn = async (page: Page) => {
    await page.goto(`${panel.url}/sign-in`)
    await page.fill('[name=email]', 'ada@example.com')
    await page.fill('[name=password]', demoPassword)
    await page.click('main button')
    await page.waitForURL(`${panel.url}/addons`)
  }
  const said = (page: Page, words: string) => page.locator('#status', { hasText: words }).waitFor()

  it('has no barrier that axe knows, in the light and in the dark, and fits into 320 px', async () => {
    const page = await newPage({ width: 320 })
    const complaints = complaintsOf(page)
    await signIn(page)
    for (const path of pages)
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        await page.goto(panel.url + path)
        expect(await barriersOf(page), `${path}, ${colorScheme}`).to.deep.equal([])
        expect(Number(await page.evaluate('document.documentElement.scrollWidth')), path).to.be.at.most(320)
      }
    expect(complaints).to.deep.equal([])
    await page.context().close()
  })

  for (const javaScript of [true, false])
    it(`restarts, filters the log and asks before it deactivates ${javaScript ? 'in place' : 'without script'}`, async () => {
      const page = await newPage({ javaScript })
      const complaints = complaintsOf(page)
      await signIn(page)
      await page.goto(`${panel.url}/plugins`)
      await page.getByRole('link', { name: 'Chatty', exact: true }).click()
      await page.getByRole('button', { name: 'Restart Chatty' }).click()
      await said(page, 'Chatty was restarted.')
      await page.getByRole('link', { name: 'Show the log' }).click()
      await page.getByLabel('Level').selectOption('error')
      await page.getByRole('button', { name: 'Show' }).click()
      await page.waitForURL(/level=error/)
      await page.getByText('asked for /a').waitFor({ state: 'detached' })
      await page.goto(`${panel.url}/plugins`)
      await page.getByRole('link', { name: 'Deactivate Chatty' }).click()
      await page.getByText('What stops').waitFor()
      await page.getByRole('button', { name: 'Deactivate' }).click()
      await said(page, 'Chatty is no longer active')
      await page.getByRole('button', { name: 'Activate Chatty' }).click()
      await said(page, 'Chatty is active')
      expect(complaints).to.deep.equal([])
      await page.context().close()
    })

  it('leads into safe mode and out again in lynx', async () => {
    const ada = lynxAt(`${panel.url}/safe-mode`)
    await ada.fill('E-mail', 'ada@example.com')
    await ada.fill('Password', demoPassword)
    await ada.press('Sign in')
    await ada.sees('Safe mode · Souk')
    await ada.press('Switch safe mode on')
    expect(await ada.sees('Ada switched it on')).to.include('no luck, again and')
    await ada.press('Leave, as now')
    await ada.sees('Safe mode is off.')
    await ada.leave()
  })
})
