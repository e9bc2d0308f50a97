import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import type { Page } from 'playwright-core'
import { complaintsOf, newPage } from '../support/browser.ts'
import { codeMarket } from '../support/code-panel.ts'
import { codeSample, showcase } from '../support/code-samples.ts'
import { barriersOf, problemsOfPage } from '../support/html.ts'
import { lynxAt } from '../support/lynx.ts'
import type { TestPanel } from '../support/panel.ts'

/** names that a form has for something else */
const names = ['remove', 'action', 'submit', 'id', 'method', 'elements', 'getAttribute', 'closest', 'matches']
const grasping = codeSample(
  'grasping',
  `const names = ${JSON.stringify(names)}
  export default { pages: { all: ({ form }) => ({ title: 'All names', blocks: [
    { kind: 'text', text: names.map(name => name + '=' + form[name]).join(' ') },
    { kind: 'form', submit: 'Send', fields: [
      ...names.map(name => ({ type: 'text', name, label: 'Say ' + name })),
      { type: 'hidden', name: 'remove-child', value: '1' },
      { type: 'check', name: 'requestSubmit', label: 'Really' },
    ] },
  ] }) } }`,
  { rights: { pages: [{ id: 'all', title: 'All names', audience: 'operators' }] } },
)
const inPublic = '/hooks/showcase/open'
const inside = '/pages/showcase/inner'

describe('A page of an add-on', function () {
  this.timeout(120_000)
  let market: Awaited<ReturnType<typeof codeMarket>>
  let panel: TestPanel
  let page: Page
  let complaints: string[]

  before(async () => {
    market = await codeMarket([showcase, grasping])
    panel = await market.panelWith(['showcase', 'grasping'])
    page = await newPage()
    complaints = complaintsOf(page)
    await page.goto(`${panel.url}/sign-in`)
    await page.getByLabel('E-mail').fill('ada@example.com')
    await page.getByLabel('Password').fill('demo-password')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL(address => !address.pathname.startsWith('/sign-in'))
  })
  after(async () => {
    await page.context().close()
    await panel.stop()
    await market.close()
  })

  it('in public stands in the middle of a wide window, as signing in does', async () => {
    const visitor = await newPage({ width: 1400 })
    for (const path of [inPublic, '/sign-in']) {
      await visitor.goto(panel.url + path)
      const { x = 0, width = 0 } = (await visitor.locator('main').boundingBox()) ?? {}
      expect(x + width / 2, path).to.be.closeTo(700, 10)
    }
    await visitor.context().close()
  })

  for (const [whose, path] of [
    ['in public', inPublic],
    ['for operators', inside],
  ] as const) {
    it(`${whose} is valid HTML without a barrier, by day and by night`, async () => {
      const html = await (await page.goto(panel.url + path))?.text()
      expect(await problemsOfPage(html ?? '')).to.deep.equal([])
      expect(await page.locator('h1').innerText()).to.equal('Everything there is')
      expect(await barriersOf(page)).to.deep.equal([])
      await page.emulateMedia({ colorScheme: 'dark' })
      expect(await barriersOf(page)).to.deep.equal([])
      await page.emulateMedia({ colorScheme: 'light' })
    })

    it(`${whose} fits into 320 px`, async () => {
      await page.setViewportSize({ width: 320, height: 640 })
      await page.goto(panel.url + path)
      expect(await page.evaluate('document.documentElement.scrollWidth')).to.be.at.most(320)
      await page.setViewportSize({ width: 1280, height: 800 })
    })

    it(`${whose} takes a form by keyboard, and says what is wrong beside the field`, async () => {
      await page.goto(panel.url + path)
      const name = page.getByLabel('Your name')
      await name.fill('')
      await page.evaluate("document.querySelector('form[action*=showcase]').noValidate = true")
      await page.getByLabel('Your message').fill('Hello')
      await page.getByRole('button', { name: 'Send' }).focus()
      await page.keyboard.press('Enter')
      await page.locator('.error', { hasText: 'Say your name.' }).waitFor()
      expect(await name.getAttribute('aria-invalid')).to.equal('true')
      expect(await page.getByLabel('Your message').inputValue()).to.equal('Hello')
      expect(await barriersOf(page)).to.deep.equal([])
      await name.fill('Olga')
      await page.getByRole('button', { name: 'Send' }).click()
      await page.getByText('Thank you, Olga').waitFor()
    })
  }

  it('in public shows nothing of the panel, has no script, and works in lynx', async () => {
    await page.goto(panel.url + inPublic)
    expect(await page.locator('script, nav, .masthead').count()).to.equal(0)
    const lynx = lynxAt(panel.url + inPublic)
    const shown = await lynx.sees('Everything there is')
    expect(shown).to.include('Leave this field empty').and.to.include('<script>alert(1)</script>{{ 7 * 7 }}')
    await lynx.leave()
  })

  it('works whatever its author called the fields', async () => {
    await page.goto(`${panel.url}/pages/grasping/all`)
    for (const round of ['first', 'second']) {
      for (const name of names) await page.getByLabel(`Say ${name}`).fill(`${round} ${name}`)
      await page.getByRole('button', { name: 'Send' }).click()
      await page.getByText(names.map(name => `${name}=${round} ${name}`).join(' ')).waitFor()
    }
    expect(await barriersOf(page)).to.deep.equal([])
  })

  it('breaks no rule of the content security policy', () => {
    expect(complaints).to.deep.equal([])
  })
})
