import { after, before, describe } from 'mocha'
import { buildRunner } from '../../../setup/build.mjs'
import { until } from '../../support/code-panel.ts'
import { customerOf, type Market, market } from '../../support/market.ts'
import type { TestPanel } from '../../support/panel.ts'
import { realAddon } from '../../support/real-addons.ts'
import { french, german, languagePack } from '../../support/samples.ts'
import type { Hand } from '../../support/ways.ts'
import { installVersion } from '../../support/updating.ts'
import { fits, said } from './journey.ts'
import { type Walk, walkInEveryWay } from './walking.ts'

const spanish = languagePack('spanish', 'es', 'Español', { 'layout.sign-out': 'Salir' })
const samples = [
  ...[french, german, spanish].flatMap(sample => ['1.0.0', '1.1.0'].map(version => ({ ...sample, version }))),
  { ...german, version: '0.9.0' },
  realAddon('auto-reply', '1.0.0'),
  realAddon('auto-reply', '1.1.0'),
]

const versions = async ({ services }: TestPanel) =>
  (await services.installations.all()).map(({ addon, version }) => `${addon} ${version}`).toSorted()

/** Waits for the end of what was pressed, however slow the machine; a page without script asks to be asked again. */
const ended = async (hand: Hand, words: string) => {
  const heading = hand.page.getByRole('heading', { level: 1, name: words })
  const again = hand.page.getByRole('link', { name: 'Check again' })
  for (let held = 0; hand.way === 'without script' && held < 5 && (await again.count()) > 0; held++)
    await hand.follow('Check again')
  await heading.waitFor({ timeout: 40_000 })
}

const update: Walk = {
  title: 'update Auto-reply, and allow what it newly asks for',
  async walk({ hand, panel }) {
    await hand.open('/addons/auto-reply')
    await hand.sees('Add the page “Automatic answers” for operators')
    await hand.press('Update to 1.1.0 and allow this')
    await ended(hand, 'Auto-reply was updated to 1.1.0')
    const told = await said(hand)
    await hand.open('/inbox')
    const pages = await hand.page.getByRole('link', { name: 'Automatic answers' }).count()
    return { ...told, pages, versions: await versions(panel) }
  },
  ends: {
    title: 'Auto-reply was updated to 1.1.0 · Souk',
    status: 'Auto-reply was updated to 1.1.0',
    pages: 1,
    versions: ['auto-reply 1.1.0', 'french 1.0.0', 'german 1.0.0', 'spanish 1.0.0'],
  },
}

const goBack: Walk = {
  title: 'go back to the release before, once it was said what that means',
  async walk({ hand, panel }) {
    await hand.open('/addons/auto-reply')
    await fits(hand)
    await hand.follow('Go back to 1.0.0')
    await hand.arrives('Go back to Auto-reply 1.0.0?')
    await fits(hand)
    const asked = await said(hand)
    await hand.press('Go back to 1.0.0')
    await ended(hand, 'Auto-reply went back to 1.0.0')
    return { asked, ...(await said(hand)), versions: await versions(panel) }
  },
  ends: {
    asked: { title: 'Go back to the version before: Auto-reply · Souk', status: '' },
    title: 'Auto-reply went back to 1.0.0 · Souk',
    status: 'Auto-reply went back to 1.0.0',
    versions: ['auto-reply 1.0.0', 'french 1.0.0', 'german 1.0.0', 'spanish 1.0.0'],
  },
}

const updateMany: Walk = {
  title: 'update two of three at once, having chosen nothing at first',
  async walk({ hand, panel }) {
    await hand.open('/updates')
    for (const name of ['French', 'German', 'Spanish']) await hand.untick(name)
    await hand.press('Update what is chosen')
    await hand.page.locator('#problems', { hasText: 'Nothing is chosen.' }).waitFor()
    await fits(hand)
    const nothing = { title: await hand.page.title(), versions: await versions(panel) }
    for (const name of ['German', 'Spanish']) await hand.tick(name)
    await hand.tick(/^Go on/)
    await hand.press('Update what is chosen')
    await ended(hand, '2 of 2 add-ons were updated')
    const rows = await hand.page.locator('main tbody tr').allInnerTexts()
    const updated = rows.filter(row => row.includes('Updated')).length
    return { nothing, updated, ...(await said(hand)), versions: await versions(panel) }
  },
  ends: {
    nothing: {
      title: 'Error: Updates · Souk',
      versions: ['auto-reply 1.0.0', 'french 1.0.0', 'german 1.0.0', 'spanish 1.0.0'],
    },
    updated: 2,
    title: '2 of 2 add-ons were updated · Souk',
    status: '2 of 2 add-ons were updated',
    versions: ['auto-reply 1.0.0', 'french 1.0.0', 'german 1.1.0', 'spanish 1.1.0'],
  },
}

const older: Walk = {
  title: 'install an older version of German, once it was said what that means',
  async walk({ hand, panel }) {
    await hand.open('/addons/german')
    await hand.press('Go back to 1.0.0')
    await ended(hand, 'German went back to 1.0.0')
    await hand.open('/addons/german')
    await hand.press('Install the older version 0.9.0')
    await fits(hand)
    await hand.press('Replace 1.0.0 by the older 0.9.0')
    await ended(hand, 'German was updated to 0.9.0')
    return { ...(await said(hand)), versions: await versions(panel) }
  },
  ends: {
    title: 'German was updated to 0.9.0 · Souk',
    status: 'German was updated to 0.9.0',
    versions: ['auto-reply 1.0.0', 'french 1.0.0', 'german 0.9.0', 'spanish 1.1.0'],
  },
}

/** Into safe mode, where Auto-reply is deactivated, and out again by one of the two ways. */
const safeMode = (title: string, out: string, last: string): Walk => ({
  title,
  async walk({ hand, panel }) {
    const { safeMode: mode } = panel.services.code
    await hand.open('/safe-mode')
    await hand.press('Switch safe mode on')
    await hand.sees('Ada switched it on')
    const on = { ...(await said(hand)), state: (await mode.state()).kind }
    await hand.open('/plugins')
    await hand.follow('Deactivate Auto-reply')
    await hand.press('Deactivate')
    await hand.page.getByRole('button', { name: 'Activate Auto-reply' }).waitFor()
    await hand.open('/safe-mode')
    await hand.press(out)
    await hand.page.getByRole('button', { name: 'Switch safe mode on' }).waitFor()
    const told = await said(hand)
    await until(
      async () => panel.services.operations.latestFor('auto-reply'),
      one => one?.kind === last && one.state === 'done',
    )
    const auto = await panel.services.installations.find('auto-reply')
    return { on, ...told, state: (await mode.state()).kind, active: auto?.active }
  },
  ends: {
    on: { title: 'Safe mode is on. · Safe mode · Souk', status: 'Safe mode is on.', state: 'on' },
    title: 'Safe mode is off. · Safe mode · Souk',
    status: 'Safe mode is off.',
    state: 'off',
    active: last === 'activate',
  },
})

describe('With script, without it and by keyboard alone, somebody who runs add-ons can', function () {
  this.timeout(120_000)
  let shop: Market
  before(async () => {
    await buildRunner()
    shop = await market(samples)
  })
  after(() => shop.close())

  const start = async () => {
    const panel = await customerOf(shop, { code: true })
    for (const slug of ['french', 'german', 'spanish', 'auto-reply'])
      await installVersion(panel, slug, '1.0.0')
    return panel
  }

  walkInEveryWay(
    [
      update,
      goBack,
      updateMany,
      older,
      safeMode('enter safe mode, and leave it with all that ran before', 'Leave, as before', 'activate'),
      safeMode('enter safe mode, and leave it with what is active now', 'Leave, as now', 'deactivate'),
    ],
    start,
  )
})
