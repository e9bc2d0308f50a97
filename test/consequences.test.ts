import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import type { Client } from './support/client.ts'
import { textOf } from './support/forms.ts'
import { type Market, market } from './support/market.ts'
import { japanese, payingHelpDesk, type PayingHelpDesk, plainEnglish } from './support/paying.ts'
import { french, german } from './support/samples.ts'
import { installVersion } from './support/updating.ts'

/** Presses that spend nothing, end nothing and can be taken back: their words say all. */
const harmless =
  /^(Sign out|Save|Refresh|Login|Check payment|Search|Show|Activate|Add (operator|role)|Hide these steps)$/

const buttonTag = /<button\b([^>]*)>([\s\S]*?)<\/button>/g
const formTag = /<form\b[^>]*method="post"[^>]*>([\s\S]*?)<\/form>/g

interface Button {
  words: string
  /** what is said of it, with the place of each piece on the page */
  said: { at: number; text: string }[]
  at: number
}

const buttonsOn = (html: string): Button[] =>
  [...html.matchAll(formTag)].flatMap(form =>
    [...(form[1] ?? '').matchAll(buttonTag)].map(([whole, attributes = '', words = '']) => ({
      words: textOf(words),
      at: form.index + form[0].indexOf(whole),
      said: (/aria-describedby="([^"]*)"/.exec(attributes)?.[1] ?? '')
        .split(' ')
        .filter(Boolean)
        .map(id => pieceOf(html, id)),
    })),
  )

/** The element of that id, up to where the next one of its name ends. */
const pieceOf = (html: string, id: string) => {
  const start = new RegExp(`<([a-z]+)\\b[^>]*\\sid="${id}"[^>]*>`).exec(html)
  if (!start) return { at: Number.POSITIVE_INFINITY, text: '' }
  const inside = html.slice(start.index + start[0].length)
  return { at: start.index, text: textOf(inside.slice(0, inside.indexOf(`</${start[1]}>`))) }
}

const isExplained = ({ said, at }: Button) =>
  said.some(piece => piece.at < at && piece.text.length > 20) && said.every(({ text }) => text !== '')

describe('What a press does', function () {
  this.timeout(60_000)
  let shop: Market
  let desk: PayingHelpDesk
  let ada: Client
  before(async () => {
    const newer = { ...french, version: '1.1.0' }
    shop = await market([french, newer, german, japanese, plainEnglish])
    desk = await payingHelpDesk(shop)
    ada = await desk.panel.as('ada')
  })
  after(async () => {
    await desk.stop()
    await shop.close()
  })

  /** Opens a page; every button on it that is not harmless is explained before it. Answers with what is said of one. */
  const on = async (path: string, words: RegExp) => {
    const { html, status } = await ada.get(path)
    expect(status, path).to.equal(200)
    const buttons = buttonsOn(html)
    const bare = buttons.filter(one => !harmless.test(one.words) && !isExplained(one))
    expect(
      bare.map(one => one.words),
      `without a word before them on ${path}`,
    ).to.deep.equal([])
    const found = buttons.find(one => words.test(one.words))
    if (!found) throw new Error(`${path} has no ${words}: ${buttons.map(one => one.words).join(', ')}`)
    return found.said.map(({ text }) => text).join(' ')
  }

  it('stands before Install, Purchase, Withdraw and Cancel', async () => {
    expect(await on('/addons/german', /^Install$/)).to.include('Installing also activates it.')
    expect(await on('/addons/japanese', /^Purchase, monthly/))
      .to.include('charged at once')
      .and.to.include('The next charge is')
    await desk.buy('japanese', 'monthly')
    expect(await on('/addons/japanese', /^Cancel Japanese now$/))
      .to.include('Billing stops at once.')
      .and.to.include('has to be purchased again')
    await desk.payWith('4000000000000002')
    await desk.buy('plain-english', 'one-time')
    expect(await on('/addons/plain-english', /^Withdraw this order$/)).to.include('makes the invoice void')
  })

  it('stands before Update, for one and for many, and before the way back', async () => {
    await installVersion(desk.panel, 'french', '1.0.0')
    expect(await on('/addons/french', /^Update to 1\.1\.0$/)).to.include('You can go back to 1.0.0')
    expect(await on('/updates', /^Update what is chosen$/)).to.include('one after the other')
    expect(await on('/addons/french/policy', /^Skip version 1\.1\.0$/)).to.include('no longer announced')
    await ada.get('/addons/french')
    await ada.press('Update to 1.1.0')
    expect(await on('/addons/french', /^Go back to 1\.0\.0$/)).to.include('Nothing is lost')
    expect(await on('/addons/french/rollback', /^Go back to 1\.0\.0$/)).to.include('takes the place of 1.1.0')
  })

  it('stands before Deactivate and Uninstall', async () => {
    expect(await on('/languages', /^Deactivate$/)).to.include('sees the default one until it is active again')
    expect(await on('/languages/japanese', /^Deactivate$/)).to.include('works at once')
    expect(await on('/languages/japanese/deactivation', /^Deactivate$/)).to.include('settings and data stay')
    expect(await on('/languages/japanese/uninstallation', /^Uninstall$/))
      .to.include('its files are deleted')
      .and.to.include('Uninstalling does not stop billing')
  })

  it('stands before Disconnect and safe mode, on the way in and out', async () => {
    expect(await on('/connection/disconnection', /^Disconnect$/))
      .to.include('until somebody logs in again')
      .and.to.include('go on working')
    expect(await on('/safe-mode', /^Switch safe mode on$/)).to.include('stop at once')
    await ada.press('Switch safe mode on')
    expect(await on('/safe-mode', /^Leave, as before$/)).to.include('runs again')
    expect(await on('/safe-mode', /^Leave, as now$/)).to.include('stays so')
    await ada.press('Leave, as before')
  })

  it('stands before what takes rights and sign-ins away', async () => {
    const cleo = await desk.services.operators.findByEmail('cleo@example.com')
    const [role] = await desk.services.roles.list()
    expect(await on(`/operators/${cleo?.id}`, /^Disable$/)).to.include('signed out at once')
    expect(await on(`/operators/${cleo?.id}/password`, /^Set a new password$/)).to.include(
      'signs the operator out',
    )
    expect(await on(`/roles/${role?.id}/removal`, /^Remove role$/)).to.match(/has it|have it/)
    expect(await on('/profile/password', /^Change password$/)).to.include('signs you out everywhere else')
  })
})
