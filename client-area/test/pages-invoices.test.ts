import { expect } from 'chai'
import { after, afterEach, before, beforeEach, describe, it } from 'mocha'
import { openAccount } from '../accounts/accounts.ts'
import { issueLicence } from '../accounts/licences.ts'
import type { Person } from '../accounts/people.ts'
import type { TaxRule } from '../billing/records.ts'
import { type ClientAreaForTests, clientArea } from '../../test/support/client-area.ts'
import { buy, chargedTo, signedIn } from './buying.ts'
import { expectSound } from './sound-pages.ts'
import { type Page, visitor, type Visitor } from './visitor.ts'

const panel = 'http://127.0.0.1:3999'
const credentials = { email: 'olive@example.com', password: 'demo-password' }

describe('Paying an invoice in the client area', () => {
  let area: ClientAreaForTests
  let olive: Visitor
  beforeEach(async () => {
    area = await clientArea({ panelUrl: panel })
    olive = await signedIn(area, 'olive')
    await area.billing.desk.makeDefault(area.accountId, await card('0002'))
  })
  // each test has an area of its own: what was charged is counted
  afterEach(() => area.stop())

  const card = async (last4: string) =>
    (await area.billing.desk.cards(area.accountId)).find(one => one.last4 === last4)?.id ?? ''
  /** buys with the declining card, and opens what is due */
  const due = async (addon = 'plain-english', cycle: 'one-time' | 'monthly' = 'one-time') => {
    const { state, invoice } = await buy(area, addon, cycle)
    expect(state).to.equal('payment due')
    return olive.visit(`/invoices/${invoice?.number}`)
  }
  const payWith = async (page: Page, last4: string) => olive.press(page, 'Pay', { card: await card(last4) })

  it('says why it is due, offers the cards with the default chosen, and charges the amount shown', async () => {
    const page = await due()
    expect(page.html).to.include('Visa ending in 0002 was declined').and.include('Pay 19.00 USD')
    expect(page.html).to.match(new RegExp(`value="${await card('0002')}" selected`))
    const paid = await payWith(page, '4242')
    expect(paid.url).to.equal(page.url)
    expect(paid.html).to.include('Paid').and.include('Nothing more is to be paid')
    expect(paid.html).to.include(`href="${panel}/addons/plain-english"`)
    expect(paid.html)
      .to.include('can be installed on the help desk now')
      .and.include('Back to the help desk')
      .and.not.include('>Pay</button>')
    expect(await chargedTo(area)).to.deep.equal([1900])
  })

  it('stays due when the card is declined, and says what next', async () => {
    const declined = await payWith(await due(), '0002')
    expect(declined.html).to.include('The payment did not go through').and.include('Nothing was charged')
    expect(declined.html).to.include('>Pay</button>')
    expect(await chargedTo(area)).to.deep.equal([])
  })

  it('charges once, however often and at the same time Pay is pressed', async () => {
    const page = await due()
    await Promise.all(Array.from({ length: 5 }, () => payWith(page, '4242')))
    const again = await payWith(page, '4242')
    expect(again.html).to.include('Nothing more is to be paid')
    expect(await chargedTo(area)).to.deep.equal([1900])
  })

  it('asks for the bank, charges on Confirm, and stays due on Refuse', async () => {
    await area.addCard('4000000000003220')
    const page = await due()
    const asked = await payWith(page, '3220')
    expect(asked.url).to.match(/\/confirmation$/)
    expect(asked.html).to.include('19.00 USD').and.include('Visa ending in 3220')
    expect((await olive.visit(new URL(page.url).pathname)).html).to.include('Answer the bank’s question')
    const refused = await olive.press(asked, 'Refuse')
    expect(refused.html).to.include('The payment did not go through')
    const confirmed = await olive.press(await payWith(page, '3220'), 'Confirm')
    expect(confirmed.html).to.include('Nothing more is to be paid')
    const late = await olive.press(asked, 'Confirm')
    expect(late.url).to.equal(page.url)
    expect(await chargedTo(area)).to.deep.equal([1900])
  })

  it('says that a payment is under way, takes no second one, and is paid after the next billing run', async () => {
    await area.addCard('4000000000000077')
    const page = await due()
    const waiting = await payWith(page, '0077')
    expect(waiting.html).to.include('The payment is under way').and.not.include('>Pay</button>')
    expect((await payWith(page, '4242')).html).to.include('The payment is under way')
    await area.billing.office.bill(new Date(Date.now() + 2 * 86_400_000))
    expect((await olive.visit(new URL(page.url).pathname)).html).to.include('Nothing more is to be paid')
    expect(await chargedTo(area)).to.deep.equal([1900])
  })

  it('refuses a card that is not stored, or somebody else’s, with the error at the field', async () => {
    const page = await due()
    const [account] = await area.stores.accounts.of(
      (await area.stores.people.findByEmail('otto@example.com'))?.id ?? '',
    )
    const ottos = await area.addCard('4242424242424242', account?.id)
    for (const wrong of [ottos.id, 'none', '']) {
      const refused = await olive.press(page, 'Pay', { card: wrong })
      expect(refused.status).to.equal(422)
      expect(refused.html)
        .to.include('<a href="#card">')
        .and.match(/id="card"[^>]*aria-invalid="true"/)
    }
    expect(await chargedTo(area)).to.deep.equal([])
  })

  it('leads to a new card and back, where none is stored', async () => {
    for (const last4 of ['0002', '4242'])
      await area.billing.desk.removeCard(area.accountId, await card(last4))
    const page = await due()
    expect(page.html).to.include('No card is stored yet.').and.include('Add a card')
    const [, link = ''] = /href="([^"]*\?invoice=[^"]*)"/.exec(page.html) ?? []
    const back = await olive.press(await olive.visit(link), 'Add card', {
      number: '4242424242424242',
      expires: '12/39',
    })
    expect(back.url).to.equal(page.url)
    expect((await payWith(back, '4242')).html).to.include('Nothing more is to be paid')
  })

  it('leads whoever follows the link of a help desk through Sign in to that invoice', async () => {
    const { url } = await due()
    const stranger = visitor(area.url)
    const asked = await stranger.visit(new URL(url).pathname)
    expect(asked.html).to.include('name="password"').and.not.include('19.00')
    expect((await stranger.press(asked, 'Sign in', credentials)).url).to.equal(url)
  })

  it('is nothing to anybody else: another’s number and one that never was look alike', async () => {
    const { url } = await due()
    const number = url.split('/').at(-1) ?? ''
    const otto = await signedIn(area, 'otto')
    const token = /name="token" value="([^"]+)"/.exec((await otto.visit('/account')).html)?.[1] ?? ''
    for (const more of ['', '/confirmation']) {
      const theirs = await otto.visit(`/invoices/${number}${more}`)
      const nobodys = await otto.visit(`/invoices/INV-999999${more}`)
      expect(theirs.status).to.equal(404)
      expect(theirs.html.replaceAll(number, 'INV-999999')).to.equal(nobodys.html)
      const posted = await otto.post(`/invoices/${number}${more}`, { token, answer: 'confirm', card: 'x' })
      expect(posted.status).to.equal(404)
    }
    expect((await otto.visit('/invoices')).html).to.include('No invoices yet')
  })
})

describe('An account that pays tax, in another currency', () => {
  let area: ClientAreaForTests
  let otto: Visitor
  before(async () => {
    area = await clientArea({ panelUrl: panel })
    otto = await signedIn(area, 'otto')
    const person = await area.stores.people.findByEmail('otto@example.com')
    if (!person) throw new Error('Otto is gone')
    await open(person, 'EUR', { label: 'VAT', rate: 1900, note: null })
    await open(person, 'JPY', { label: 'Reverse charge', rate: 0, note: 'Tax is owed by the customer.' })
  })
  after(() => area.stop())

  const open = async (person: Person, currency: string, tax: TaxRule) => {
    const account = await openAccount(area.stores.accounts, person, currency, { tax, taxId: 'ATU12345678' })
    const desk = `https://${currency.toLowerCase()}.example`
    const { licence } = await issueLicence(area.stores.licences, account, desk)
    await buy({ ...area, licence }, 'japanese', 'monthly')
  }

  it('reads net, rate, tax and total on its invoice, and its own tax id', async () => {
    const { html } = await otto.visit('/invoices/INV-000001')
    expect(html)
      .to.match(/VAT 19%<\/dt><dd><bdi>[\d.]+ EUR/)
      .and.include('Tax id ATU12345678')
    expect(html).to.include('https://eur.example')
  })

  it('reads amounts without decimals where the currency has none, and why there is no tax', async () => {
    const { html } = await otto.visit('/invoices/INV-000002')
    expect(html)
      .to.match(/>[\d,]+ JPY</)
      .and.not.match(/\d\.\d+ JPY/)
    expect(html).to.include('Tax is owed by the customer.')
  })

  it('chooses the account that a new card is for; the invoices of another don’t offer it', async () => {
    const cards = await otto.visit('/cards')
    expect(cards.html)
      .to.include('Cards of Otto Other')
      .and.match(/<select id="account"/)
    const [, euros = ''] = /<option value="([^"]+)"[^>]*>Otto Other, EUR/.exec(cards.html) ?? []
    await otto.press(cards, 'Add card', { account: euros, number: '4242424242424242', expires: '12/39' })
    expect((await otto.visit('/invoices/INV-000001')).html).to.include('Visa ending in 4242')
    expect((await otto.visit('/invoices/INV-000002')).html).to.include('No card is stored yet')
    const seen = new Map([
      ['cards of several accounts', cards],
      ['with tax', await otto.visit('/invoices/INV-000001')],
      ['without decimals', await otto.visit('/invoices/INV-000002')],
    ])
    await expectSound(area.url, seen)
  }).timeout(60_000)
})

describe('The invoices of the client area', () => {
  let area: ClientAreaForTests
  let olive: Visitor
  before(async () => {
    area = await clientArea({ panelUrl: panel })
    olive = await signedIn(area, 'olive')
  })
  after(() => area.stop())

  it('are sound pages in every state', async () => {
    const cards = await area.billing.desk.cards(area.accountId)
    const card = (last4: string) => cards.find(one => one.last4 === last4)?.id ?? ''
    const seen = new Map<string, Page>([['none', await olive.visit('/invoices')]])
    await buy(area, 'japanese', 'monthly')
    seen.set('paid', await olive.visit('/invoices/INV-000001'))
    await area.billing.desk.makeDefault(area.accountId, card('0002'))
    await buy(area, 'plain-english', 'one-time')
    const due = await olive.visit('/invoices/INV-000002')
    seen.set('error', await olive.press(due, 'Pay', { card: '' }))
    const asks = await area.addCard('4000000000003220')
    seen.set('confirmation', await olive.press(due, 'Pay', { card: asks.id }))
    await expectSound(area.url, seen)
    const later = new Map([
      ['list', await olive.visit('/invoices')],
      ['to be confirmed', await olive.visit('/invoices/INV-000002')],
    ])
    await area.billing.office.refund('INV-000001', 100)
    later.set('credit note', await olive.visit('/invoices/CN-000001'))
    later.set('refunded in part', await olive.visit('/invoices/INV-000001'))
    await expectSound(area.url, later)
  }).timeout(90_000)

  it('list what is to be paid first, with a link to pay', async () => {
    const { html } = await olive.visit('/invoices')
    expect(html.indexOf('INV-000002')).to.be.below(html.indexOf('Settled'))
    expect(html.indexOf('INV-000001')).to.be.above(html.indexOf('Settled'))
    expect(html).to.include('href="/invoices/INV-000002#pay"').and.include('−1.00 USD')
  })

  it('show what was written down at issue: seller, buyer, help desk, lines, tax and total', async () => {
    const { html } = await olive.visit('/invoices/INV-000001')
    expect(html).to.include('Souk').and.include('olive@example.com').and.include(panel)
    expect(html).to.include('Japanese, monthly').and.include('4.00 USD').and.include('Billed without tax')
    expect(html).to.include('CN-000001')
    expect((await olive.visit('/invoices/CN-000001')).html).to.include('Takes back')
  })
})
