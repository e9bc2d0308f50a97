import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import type { Page } from 'playwright-core'
import { demoPassword } from '../../db/seeds/demo.ts'
import { complaintsOf, newPage, type Visit } from '../support/browser.ts'
import { barriersOf, problemsOfPage } from '../support/html.ts'
import { customerOf, type Market, market } from '../support/market.ts'
import type { TestPanel } from '../support/panel.ts'
import { languagePack } from '../support/samples.ts'

const token = 'tok-5ecret-0123456789'

const speaker = languagePack(
  'speaker',
  'eo',
  'Esperanto',
  { 'layout.sign-out': 'Elsaluti' },
  {
    settings: {
      type: 'object',
      properties: {
        token: {
          type: 'string',
          title: 'Bot token',
          'x-secret': true,
          minLength: 10,
          description: 'From the bot.',
        },
        greeting: { type: 'string', title: 'Greeting', default: 'Hello', maxLength: 20 },
        tone: { type: 'string', title: 'Tone', enum: ['Formal', 'Casual'], 'x-group': 'Words' },
        words: { type: 'array', title: 'Own words', items: { type: 'string' }, 'x-group': 'Words' },
        zone: { type: 'string', title: 'Zone', enum: ['A', 'B', 'C', 'D', 'E'], default: 'A' },
        hour: { type: 'integer', title: 'Hour', minimum: 0, maximum: 23, description: 'Of the day.' },
        sign: { type: 'boolean', title: 'Sign replies', description: 'With your name.' },
      },
      required: ['token'],
    },
  },
)
const path = '/languages/speaker/settings'

describe('Setting up an add-on', function () {
  this.timeout(60_000)
  let shop: Market
  let panel: TestPanel
  before(async () => {
    shop = await market([speaker])
  })
  after(() => shop.close())
  beforeEach(async () => {
    panel = await customerOf(shop)
  })
  afterEach(() => panel.stop())

  const open = async (visit: Visit = {}) => {
    const page = await newPage(visit)
    await page.goto(`${panel.url}/sign-in`)
    await page.fill('[name=email]', 'ada@example.com')
    await page.fill('[name=password]', demoPassword)
    await page.click('main button')
    await page.waitForURL(`${panel.url}/addons`)
    return page
  }
  const heading = (page: Page, words: string) =>
    page.getByRole('heading', { level: 1, name: words }).waitFor()
  const install = async (page: Page) => {
    await page.goto(`${panel.url}/addons/speaker`)
    await page.getByRole('button', { name: 'Install' }).click()
    await heading(page, 'Speaker is installed')
  }
  const said = (page: Page, words: string) => page.getByText(words).waitFor()

  for (const javaScript of [true, false])
    it(`is one way from Install to working ${javaScript ? 'with' : 'without'} script`, async () => {
      const page = await open({ javaScript })
      const complaints = complaintsOf(page)
      await install(page)
      await page.getByRole('link', { name: 'Set up' }).click()
      await heading(page, 'Settings of Speaker')
      await said(page, 'Speaker does not work before this is filled in: Bot token.')
      await page.getByLabel('Bot token').fill(token)
      await page.getByLabel('Casual').check()
      await page.getByLabel('Own words').fill('one\ntwo')
      await page.getByLabel('Zone').selectOption('C')
      await page.getByLabel('Hour').fill('7')
      await page.getByLabel('Sign replies').check()
      await page.getByRole('button', { name: 'Save' }).click()
      await said(page, 'The settings of Speaker were saved.')
      expect(await page.getByText('Needs set-up').count()).to.equal(0)
      expect((await panel.services.installations.find('speaker'))?.settings).to.deep.equal({
        greeting: 'Hello',
        tone: 'Casual',
        words: ['one', 'two'],
        zone: 'C',
        hour: 7,
        sign: true,
      })
      expect(complaints).to.deep.equal([])
      await page.context().close()
    })

  it('leads from each mistake to its field, by keyboard, and never shows a secret again', async () => {
    const page = await open()
    await install(page)
    await page.goto(panel.url + path)
    await page.getByLabel('Bot token').fill('short')
    await page.getByLabel('Hour').fill('24')
    await page.getByLabel('Hour').press('Enter')
    await page.locator('#problems').waitFor()
    expect(await page.title()).to.match(/^Error: /)
    expect(await barriersOf(page)).to.deep.equal([])
    expect(await page.content()).not.to.include('value="short"')
    expect(await page.getByLabel('Bot token').inputValue()).to.equal('')
    expect(await page.getByLabel('Hour').inputValue()).to.equal('24')

    await page.getByRole('link', { name: 'Enter 23 or less for Hour.' }).focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(/#setting-hour$/)
    await page.getByLabel('Bot token').fill(token)
    await page.getByLabel('Hour').fill('23')
    await page.getByLabel('Hour').press('Enter')
    await said(page, 'The settings of Speaker were saved.')

    await page.goto(panel.url + path)
    expect(await page.getByLabel('Bot token').first().inputValue()).to.equal('')
    expect(await page.content()).not.to.include(token)
    await page.getByLabel('Remove the stored value: Bot token').check()
    await page.getByRole('button', { name: 'Save' }).click()
    await said(page, 'It still needs set-up.')
    await page.context().close()
  })

  it('is valid HTML without barriers, empty, filled in and wrong, in light and dark, wide and narrow', async () => {
    const ada = await panel.as('ada')
    await ada.get('/addons/speaker')
    const installed = await ada.press('Install')
    const empty = await ada.get(path)
    const wrong = await ada.press('Save', {
      'setting-token': 'short',
      'setting-tone': 'rude',
      'setting-hour': 'x',
    })
    await ada.get(path)
    await ada.press('Save', { 'setting-token': token })
    const filled = await ada.get(path)
    for (const { html } of [installed, empty, wrong, filled])
      expect(await problemsOfPage(html)).to.deep.equal([])
    for (const visit of [{ dark: true }, { width: 320 }]) {
      const page = await open(visit)
      await page.goto(panel.url + path)
      expect(await barriersOf(page)).to.deep.equal([])
      const wide = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
      expect(wide, 'nothing sticks out').to.equal(false)
      await page.context().close()
    }
  })
})
