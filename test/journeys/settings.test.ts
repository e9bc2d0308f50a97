import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { demoPassword } from '../../db/seeds/demo.ts'
import { newPage, type Visit } from '../support/browser.ts'
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
