import { after, before, describe } from 'mocha'
import { customerOf, type Market, market } from '../../support/market.ts'
import type { TestPanel } from '../../support/panel.ts'
import type { Hand } from '../../support/ways.ts'
import { installVersion } from '../../support/updating.ts'
import { addons } from './addons.ts'
import { fits, said } from './journey.ts'
import { endSessions, keptInSessions, signInAgain, type Walk, walkInEveryWay } from './walking.ts'

const shownAgain =
  'Nothing was saved or sent: you were signed out. What you typed is here again, but for passwords and secrets. Check it, then press the button again.'
const path = '/languages/speaker/settings'
const token = 'tok-5ecret-0123456789'

const typed = async ({ page }: Hand) => ({
  token: await page.getByLabel('Bot token').first().inputValue(),
  greeting: await page.getByLabel('Greeting').inputValue(),
  hour: await page.getByLabel('Hour').inputValue(),
  casual: await page.getByLabel('Casual').isChecked(),
})
const stored = async ({ services }: TestPanel) => {
  const { greeting, hour, tone } = (await services.installations.find('speaker'))?.settings ?? {}
  return { greeting, hour, tone, secrets: [...(await services.addonSettings.secretsOf('speaker'))] }
}

const mistakes: Walk = {
  title: 'lead from each mistake to its field, keep what was typed, and never show a secret again',
  async walk({ hand, panel }) {
    await hand.open(path)
    await hand.fill('Bot token', 'short')
    await hand.fill('Greeting', 'Good day')
    await hand.tick('Casual')
    await hand.fill('Hour', '24')
    await hand.press('Save')
    await hand.page.locator('#problems').waitFor()
    await fits(hand)
    const title = await hand.page.title()
    const refused = { title, typed: await typed(hand), stored: await stored(panel) }
    const isTold = (await hand.page.content()).includes('"short"')
    await hand.follow('Enter 23 or less for Hour.')
    const field = await hand.page.locator(':focus').getAttribute('id')
    await hand.fill('Hour', '23')
    await hand.fill('Bot token', token)
    await hand.press('Save')
    await hand.arrives('Languages')
    return { refused, isTold, field, ...(await said(hand)), stored: await stored(panel) }
  },
  ends: {
    refused: {
      title: 'Error: Settings of Speaker · Souk',
      typed: { token: '', greeting: 'Good day', hour: '24', casual: true },
      stored: { greeting: 'Hello', hour: undefined, tone: undefined, secrets: [] },
    },
    isTold: false,
    field: 'setting-hour',
    title: 'The settings of Speaker were saved. · Languages · Souk',
    status: 'The settings of Speaker were saved.',
    stored: { greeting: 'Good day', hour: 23, tone: 'Casual', secrets: [['token', 'stored']] },
  },
}

const signedOut: Walk = {
  title: 'find the settings as they were typed after a new sign-in, but for the secret',
  async walk({ hand, panel }) {
    await hand.open(path)
    await hand.fill('Bot token', 'tok-another-secret')
    await hand.fill('Greeting', 'Long time no see')
    await hand.fill('Hour', '9')
    await endSessions(panel)
    await hand.press('Save')
    await hand.sees('You were signed out, so nothing was saved or sent.')
    const isKept = (await keptInSessions(panel)).includes('tok-another-secret')
    await signInAgain(hand)
    await hand.arrives('Settings of Speaker')
    const back = { ...(await said(hand)), typed: await typed(hand), stored: await stored(panel) }
    await hand.press('Save')
    await hand.arrives('Languages')
    const saved = { ...(await said(hand)), stored: await stored(panel) }
    await hand.open(path)
    return { isKept, back, saved, later: (await said(hand)).status }
  },
  ends: {
    isKept: false,
    back: {
      title: `${shownAgain} · Settings of Speaker · Souk`,
      status: shownAgain,
      typed: { token: '', greeting: 'Long time no see', hour: '9', casual: true },
      stored: { greeting: 'Good day', hour: 23, tone: 'Casual', secrets: [['token', 'stored']] },
    },
    saved: {
      title: 'The settings of Speaker were saved. · Languages · Souk',
      status: 'The settings of Speaker were saved.',
      stored: { greeting: 'Long time no see', hour: 9, tone: 'Casual', secrets: [['token', 'stored']] },
    },
    later: '',
  },
}

const takeAway: Walk = {
  title: 'take a stored secret away, and put it back',
  async walk({ hand, panel }) {
    await hand.open(path)
    const isTold = (await hand.page.content()).includes(token)
    await hand.tick('Remove the stored value: Bot token')
    await hand.press('Save')
    await hand.sees('It still needs set-up.')
    const { secrets } = await stored(panel)
    await hand.open(path)
    await hand.fill('Bot token', token)
    await hand.press('Save')
    await hand.sees('The settings of Speaker were saved.')
    return { isTold, secrets, stored: (await stored(panel)).secrets }
  },
  ends: { isTold: false, secrets: [], stored: [['token', 'stored']] },
}

const uninstall = (title: string, data: RegExp, kept: object): Walk => ({
  title,
  async walk({ hand, panel }) {
    await hand.open('/languages')
    await hand.follow('Uninstall Speaker')
    await hand.arrives('Uninstall Speaker?')
    const asked = await said(hand)
    await hand.tick(data)
    await hand.press('Uninstall')
    await hand.sees('Speaker is uninstalled')
    const told = await said(hand)
    const installed = (await panel.services.installations.all()).length
    await installVersion(panel, 'speaker', '1.0.0')
    return { asked, told, installed, stored: await stored(panel) }
  },
  ends: {
    asked: { title: 'Uninstall Speaker? · Souk', status: '' },
    told: { title: 'Speaker is uninstalled · Languages · Souk', status: 'Speaker is uninstalled' },
    installed: 0,
    stored: kept,
  },
})

describe('With script, without it and by keyboard alone, somebody who sets up an add-on can', function () {
  this.timeout(120_000)
  let shop: Market
  before(async () => {
    shop = await market(addons.slice(0, 1))
  })
  after(() => shop.close())

  const start = async () => {
    const panel = await customerOf(shop)
    await installVersion(panel, 'speaker', '1.0.0')
    return panel
  }

  walkInEveryWay(
    [
      mistakes,
      signedOut,
      takeAway,
      uninstall('uninstall it and keep its data, which is there when it comes back', /^Keep/, {
        greeting: 'Long time no see',
        hour: 9,
        tone: 'Casual',
        secrets: [['token', 'stored']],
      }),
      uninstall('uninstall it and delete its data, and nothing of it comes back', /^Delete/, {
        greeting: 'Hello',
        hour: undefined,
        tone: undefined,
        secrets: [],
      }),
    ],
    start,
  )
})
