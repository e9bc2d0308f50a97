import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { type ClientAreaForTests, clientArea } from '../../test/support/client-area.ts'
import { buy, signedIn } from './buying.ts'
import { expectSound } from './sound-pages.ts'
import type { Page, Visitor } from './visitor.ts'

describe('The cards of the client area', () => {
  let area: ClientAreaForTests
  let olive: Visitor
  let otto: Visitor
  before(async () => {
    area = await clientArea({ panelUrl: 'http://127.0.0.1:3999' })
    olive = await signedIn(area, 'olive')
    otto = await signedIn(area, 'otto')
  })
  after(() => area.stop())

  const stored = () => area.billing.desk.cards(area.accountId)
  const lastFour = async () => (await stored()).map(({ last4 }) => last4)
  const defaultOne = async () => (await stored()).find(({ isDefault }) => isDefault)
  const cardEnding = async (last4: string) => (await stored()).find(card => card.last4 === last4)
  const add = async (number: string, expires: string) =>
    olive.press(await olive.visit('/cards'), 'Add card', { number, expires })

  it('are sound pages, also with errors and without a card', async () => {
    await buy(area, 'japanese', 'monthly')
    const seen = new Map<string, Page>([
      ['cards', await olive.visit('/cards')],
      ['wrong card', await add('1234', 'soon')],
      ['removal', await olive.visit(`/cards/${(await defaultOne())?.id}/removal`)],
      ['removal of another', await olive.visit(`/cards/${(await cardEnding('0002'))?.id}/removal`)],
    ])
    await expectSound(area.url, seen)
    await expectSound(area.url, new Map([['no cards', await otto.visit('/cards')]]))
  }).timeout(60_000)

  it('say what each test card does, and that no real money moves', async () => {
    const { html } = await olive.visit('/cards')
    expect(html).to.include('no real money moves')
    for (const end of ['4242 4242', '0000 0002', '0000 3220', '0000 0077']) expect(html).to.include(end)
  })

  it('help browsers and phones fill them in', async () => {
    const { html } = await olive.visit('/cards')
    expect(html).to.match(/name="number"[^>]*autocomplete="cc-number"[^>]*inputmode="numeric"/)
    expect(html).to.match(/name="expires"[^>]*autocomplete="cc-exp"[^>]*inputmode="numeric"/)
  })

  it('never send a number back, and keep the date that was typed', async () => {
    const wrong = await add('4242 4242 4242 4241', '12/39')
    expect(wrong.status).to.equal(422)
    expect(wrong.html).not.to.include('4241')
    expect(wrong.html).to.include('value="12/39"').and.include('<a href="#number">')
    const expired = await add('4242424242424242', '01/20')
    expect(expired.status).to.equal(422)
    expect(expired.html).to.match(/<a href="#expires">[^<]*expired/)
    expect((await add('', '')).html).to.include('Enter the number of the card.')
    expect(await lastFour()).to.have.members(['4242', '0002'])
  })

  it('are added, and only the last four digits are found in the database', async () => {
    const added = await add('4000 0000 0000 3220', '09/39')
    expect(added.html).to.include('The card is stored').and.include('Visa ending in 3220')
    expect(added.html).to.include('valid until 09/39')
    expect(area.dump()).not.to.include('4000000000003220').and.not.include('4000 0000 0000 3220')
  })

  it('can each become the default', async () => {
    const card = await cardEnding('0002')
    const page = await olive.visit('/cards')
    const token = /name="token" value="([^"]+)"/.exec(page.html)?.[1] ?? ''
    await olive.post(`/cards/${card?.id}/default`, { token })
    expect((await defaultOne())?.last4).to.equal('0002')
  })

  it('are removed after saying what becomes of renewals; the newest other one becomes the default', async () => {
    const card = await defaultOne()
    const asked = await olive.visit(`/cards/${card?.id}/removal`)
    expect(asked.html).to.include('Visa ending in 3220').and.include('becomes the default card')
    await olive.press(asked, 'Remove card')
    expect(await lastFour()).to.have.members(['4242', '3220'])
    expect((await defaultOne())?.last4).to.equal('3220')
  })

  it('name the renewals that will wait when the only one is removed', async () => {
    const remove = async (last4: string) =>
      olive.press(await olive.visit(`/cards/${(await cardEnding(last4))?.id}/removal`), 'Remove card')
    await remove('3220')
    const asked = await olive.visit(`/cards/${(await defaultOne())?.id}/removal`)
    expect(asked.html)
      .to.include('your only card')
      .and.match(/Japanese: 4\.00 USD on/)
    await remove('4242')
    expect((await olive.visit('/cards')).html).to.include('No card is stored.')
  })

  it('are nothing to anybody else', async () => {
    await add('4242424242424242', '12/39')
    const { id } = (await defaultOne()) ?? { id: '' }
    const theirs = await otto.visit(`/cards/${id}/removal`)
    const nobodys = await otto.visit('/cards/none/removal')
    expect(theirs.status).to.equal(404)
    expect(theirs.html.replaceAll(id, 'none')).to.equal(nobodys.html)
    const token = /name="token" value="([^"]+)"/.exec((await otto.visit('/cards')).html)?.[1] ?? ''
    for (const act of ['default', 'removal'])
      expect((await otto.post(`/cards/${id}/${act}`, { token })).status, act).to.equal(404)
    const forOlive = { token, account: area.accountId, number: '4000000000000002', expires: '12/39' }
    expect((await otto.post('/cards', forOlive)).status).to.equal(404)
    expect(await lastFour()).to.deep.equal(['4242'])
  })

  it('change nothing without the form’s token', async () => {
    const fields = { account: area.accountId, number: '4000000000000002', expires: '12/39', token: 'guessed' }
    expect((await olive.post('/cards', fields)).status).to.equal(403)
    expect(await lastFour()).to.deep.equal(['4242'])
  })
})
