import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import type { Page } from 'playwright-core'
import { demoPassword } from '../../db/seeds/demo.ts'
import { complaintsOf, newPage } from '../support/browser.ts'
import { codeMarket, until } from '../support/code-panel.ts'
import { codeSample } from '../support/code-samples.ts'
import { barriersOf } from '../support/html.ts'
import { writeTo } from '../support/inbox.ts'
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
const longName = 'Donaudampfschifffahrtsgesellschaftskapit'
const lengthy = codeSample('lengthy', "export default { events: { 'message.received'() {} } }", {
  rights: { events: ['message.received'] },
  manifest: { name: longName },
})
const pages = ['', '/chatty', '/chatty/logs', '/chatty/addresses', '/chatty/deactivation']
  .map(path => `/plugins${path}`)
  .concat('/safe-mode', '/status')

describe('Managing add-ons that run code, in a browser', function () {
  this.timeout(60_000)
  let market: Awaited<ReturnType<typeof codeMarket>>
  let panel: TestPanel
  before(async () => {
    market = await codeMarket([chatty, lengthy])
    panel = await market.panelWith(['chatty', 'lengthy'])
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

  it('breaks a name of forty letters without a space, and shows a chart, on a small screen', async () => {
    await writeTo(panel.services.inbox)
    await until(
      () => panel.services.code.deliveries('lengthy'),
      ({ done }) => done === 1,
    )
    const operation = await panel.services.operations.latestFor('lengthy')
    const page = await newPage({ width: 320 })
    await signIn(page)
    for (const path of [
      ...['', '/logs', '/addresses', '/uninstallation'].map(more => `/plugins/lengthy${more}`),
      ...['', '/policy'].map(more => `/addons/lengthy${more}`),
      panel.services.paths.operation(operation?.id ?? ''),
      '/addons',
    ]) {
      await page.goto(panel.url + path)
      expect(await page.locator('body').innerText(), path).to.include(longName)
      expect(Number(await page.evaluate('document.documentElement.scrollWidth')), path).to.be.at.most(320)
    }
    await page.goto(`${panel.url}/plugins/lengthy`)
    await page.getByText('Show the numbers').click()
    await page.getByRole('img', { name: /Deliveries in the last 14 days/ }).waitFor()
    expect(await barriersOf(page)).to.deep.equal([])
    await page.context().close()
  })

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
})
