import { expect } from 'chai'
import { after, afterEach, before, beforeEach, describe, it } from 'mocha'
import type { Client } from './support/client.ts'
import { problemsOfPage } from './support/html.ts'
import type { Market } from './support/market.ts'
import { lies, networkFaults } from './support/network-faults.ts'
import { paidMarket, payingHelpDesk, type PayingHelpDesk } from './support/paying.ts'

const monthly = 'Purchase, monthly: 4.00 USD now'
const annually = 'Purchase, annually: 40.00 USD now'
const once = 'Purchase, one time: 19.00 USD now'
const declined = '4000000000000002'

describe('Purchases, as an operator sees them', function () {
  this.timeout(60_000)
  let shop: Market
  let desk: PayingHelpDesk
  let ada: Client
  before(async () => {
    shop = await paidMarket()
  })
  after(() => shop.close())
  beforeEach(async () => {
    desk = await payingHelpDesk(shop)
    ada = await desk.panel.as('ada')
  })
  afterEach(() => desk.stop())

  const cleo = () => desk.panel.as('cleo')
  const buttons = (html: string) => [...html.matchAll(/<button[^>]*>([^<]*)</g)].map(([, text]) => text)
  const open = () => desk.services.purchases.openFor('japanese')
  /** the client area tells other prices from now on */
  const quotedWith = (change: (quote: Record<string, unknown>) => Record<string, unknown>) =>
    desk.area.tamperWith('/api/v1/quotes', reply => {
      const body = JSON.parse(reply.body) as { quotes: Record<string, unknown>[] }
      return { ...reply, body: JSON.stringify({ ...body, quotes: body.quotes.map(change) }) }
    })
  const fieldsOf = (html: string) =>
    Object.fromEntries(
      ['cycle', 'amount', 'currency', 'attempt'].map(name => [
        name,
        new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '',
      ]),
    )

  describe('Before the press', () => {
    it('have one form and one button per cycle, shortest first, with all that the press decides beside it', async () => {
      const { html, text } = await ada.get('/addons/japanese')
      expect(buttons(html).filter(one => one?.startsWith('Purchase'))).to.deep.equal([monthly, annually])
      for (const words of [
        'charged at once',
        'Olive Owner olive@example.com',
        'Visa ending in 4242',
        'Terms of sale',
        'The next charge is 4.00 USD on',
      ])
        expect(text).to.include(words)
      expect(html).to.match(/href="http[^"]*terms/)
      expect(await problemsOfPage(html)).to.deep.equal([])
    })

    it('say that nothing more is charged for what is bought once', async () => {
      const { text } = await ada.get('/addons/plain-english')
      expect(text).to.include(once).and.to.include('Charged once. Nothing more is charged later.')
    })

    it('say the tax that is in the amount, or why there is none', async () => {
      const vat = { label: 'VAT', rate: 2000, amount: 80, note: null }
      quotedWith(quote => ({ ...quote, tax: vat, total: Number(quote['net']) + 80 }))
      const { text } = await ada.get('/addons/japanese')
      expect(text)
        .to.include('Purchase, monthly: 4.80 USD now')
        .and.to.include('VAT of 20% is in it: 0.80 USD.')

      quotedWith(quote => ({ ...quote, tax: { ...vat, rate: 0, amount: 0, note: 'Reverse charge' } }))
      const reversed = await ada.get('/addons/plain-english')
      expect(reversed.text).to.include('19.00 USD now').and.to.include('No tax is charged: Reverse charge')
    })

    it('have no decimals in a currency that has none', async () => {
      quotedWith(quote => ({ ...quote, currency: 'JPY', net: 600, total: 600 }))
      const { text } = await ada.get('/addons/plain-english')
      expect(text).to.include('Purchase, one time: 600 JPY now')
    })

    it('have list prices in the currency of the account, where the add-on is listed in it', async () => {
      expect((await ada.get('/addons')).text)
        .to.include('5.00 USD a month')
        .and.not.to.include('JPY')
      desk.area.tamperWith('/api/v1/licence', reply => {
        const body = JSON.parse(reply.body) as { account: Record<string, unknown> }
        expect(body.account).to.include({ email: 'olive@example.com', currency: 'USD' })
        return { ...reply, body: JSON.stringify({ ...body, account: { ...body.account, currency: 'JPY' } }) }
      })
      await desk.services.connection.check()
      const { text } = await ada.get('/addons')
      expect(text).to.include('750 JPY a month').and.to.include('from 4.00 USD a month')
      expect(text).not.to.include('5.00 USD')
      desk.area.goDown()
      expect((await ada.get('/addons/quebecois')).text).to.include('750 JPY a month')
    })

    it('say that an invoice will be made where no card is stored', async () => {
      for (const card of await desk.area.billing.desk.cards(desk.area.accountId))
        await desk.area.billing.desk.removeCard(desk.area.accountId, card.id)
      const { text } = await ada.get('/addons/japanese')
      expect(text).to.include('No card is stored').and.to.include(monthly).and.not.to.include('Visa')
    })

    it('show the price and who may buy to somebody who may not, and refuse the press by name', async () => {
      const page = await (await cleo()).get('/addons/japanese')
      expect(page.text).to.include('from 4.00 USD a month').and.to.include('“Purchase and Cancel Add-ons”')
      expect(page.text).not.to.include('Purchase, monthly')
      for (const act of ['purchase', 'order-withdrawal', 'cancellation']) {
        const { status, text } = await (await cleo()).post(`/addons/japanese/${act}`)
        expect([act, status]).to.deep.equal([act, 403])
        expect(text).to.include('Purchase and Cancel Add-ons')
      }
    })

    it('have the list price and no button while the client area is away', async () => {
      desk.area.goDown()
      const { text } = await ada.get('/addons/japanese')
      expect(text).to.include('from 4.00 USD a month').and.to.include('can’t be reached')
      expect(text).not.to.include('Purchase, monthly')
    })

    it('have no button for what the vendor can’t hand out', async () => {
      desk.area.tamperWith('/api/v1/quotes', reply => ({
        ...reply,
        body: reply.body.replace('"archive":"ready"', '"archive":"missing"'),
      }))
      const { text } = await ada.get('/addons/japanese')
      expect(text).to.include('can’t be purchased either').and.not.to.include('Purchase, monthly')
    })
  })

  describe('A press that pays', () => {
    it('charges, installs and says so, with the receipt', async () => {
      await ada.get('/addons/japanese')
      const page = await ada.press(monthly)
      expect(page.text)
        .to.include('Japanese is purchased and installed')
        .and.to.include('Charged: 4.00 USD.')
        .and.to.match(/Invoice \S+ in the client area/)
      expect(await desk.charges()).to.deep.equal(['japanese 400 USD monthly'])
      const then = await ada.get('/addons/japanese')
      expect(then.text).to.include('installed and active').and.not.to.include('Purchase,')
      expect(then.text).to.include('Cancel Japanese now')
    })

    it('stands in the list of purchases with operator, amount, state and invoice', async () => {
      expect((await ada.get('/purchases')).text).to.include('No purchases yet')
      await ada.get('/addons/plain-english')
      await ada.press(once)
      const { html, text } = await ada.get('/purchases')
      expect(text).to.match(/Plain-english .* Ada 19\.00 USD, one time Paid \S+/)
      expect(text).not.to.include('Bought, but not installed')
      expect(await problemsOfPage(html)).to.deep.equal([])
    })

    it('has Install, and no second price, once it is uninstalled again', async () => {
      await desk.buy('plain-english', 'one-time')
      await ada.post('/languages/plain-english/uninstallation', { data: 'keep' })
      const page = await ada.get('/addons/plain-english')
      expect(page.text).to.include('Already purchased').and.not.to.include('Purchase,')
      expect((await ada.get('/addons?state=purchased')).text)
        .to.include('1 add-on')
        .and.to.include('Purchased')
      await ada.get('/purchases')
      expect((await ada.press('Install Plain-english')).text).to.include('is installed')
      expect(await desk.charges()).to.have.length(1)
    })

    it('says where to switch it on again, when it was switched off by hand', async () => {
      await desk.buy('plain-english', 'one-time')
      const on = await ada.get('/addons/plain-english')
      await ada.post('/languages/plain-english/deactivation')
      const off = await ada.get('/addons/plain-english')
      expect(off.text).to.include('not active').and.to.include('open “Manage” and press “Activate”')
      expect(on.text).not.to.include('“Activate”')
    })

    it('is one charge when the page is sent twice, and joins the first', async () => {
      const form = fieldsOf((await ada.get('/addons/japanese')).html)
      const [first, second] = await Promise.all([
        ada.post('/addons/japanese/purchase', form),
        ada.post('/addons/japanese/purchase', form),
      ])
      expect([first.status, second.status]).to.deep.equal([303, 303])
      expect(second.location).to.equal(first.location)
      await ada.get(first.location ?? '')
      expect(await desk.charges()).to.deep.equal(['japanese 400 USD monthly'])
    })
  })

  describe('A press that charges nothing', () => {
    it('shows the new price when another one holds now', async () => {
      const form = fieldsOf((await ada.get('/addons/japanese')).html)
      const page = await ada.post('/addons/japanese/purchase', { ...form, amount: '1' })
      expect(page.status).to.equal(409)
      expect(page.text)
        .to.include('The price has changed')
        .and.to.include('Nothing was charged')
        .and.to.include(monthly)
      expect(await problemsOfPage(page.html)).to.deep.equal([])
      expect(await desk.charges()).to.deep.equal([])
    })

    it('does so for a quote that nobody made', async () => {
      const form = fieldsOf((await ada.get('/addons/japanese')).html)
      const page = await ada.post('/addons/japanese/purchase', { ...form, attempt: 'made-up' })
      expect([page.status, await desk.charges()]).to.deep.equal([409, []])
      expect((await ada.post('/addons/nothing/purchase', form)).status).to.equal(404)
    })

    it('says why when the licence has ended meanwhile', async () => {
      const form = fieldsOf((await ada.get('/addons/japanese')).html)
      await desk.area.suspendLicence()
      await desk.services.connection.check()
      const page = await ada.post('/addons/japanese/purchase', form)
      expect(page.status).to.equal(409)
      expect(page.text).to.include('licence is suspended')
    })

    it('says that it was not sent, and offers it again', async () => {
      await ada.get('/addons/japanese')
      desk.area.refuse()
      const page = await ada.press(monthly)
      await desk.area.listen()
      expect(page.text).to.include('Japanese was not purchased').and.to.include('Nothing was charged')
      const again = await ada.get('/addons/japanese')
      expect(again.text).to.include('Nothing was charged').and.to.include(monthly)
      expect((await ada.press(monthly)).text).to.include('is purchased and installed')
      expect(await desk.charges()).to.have.length(1)
    })
  })

  describe('A due invoice', () => {
    beforeEach(async () => {
      await desk.payWith(declined)
      await ada.get('/addons/japanese')
    })

    it('stays with number, amount, date, who can pay, and a link to follow or to copy', async () => {
      const { html, text } = await ada.press(monthly)
      const invoice = (await open())?.invoice
      expect(text)
        .to.include('Payment due')
        .and.to.include(invoice?.number ?? 'no number')
        .and.to.include('4.00 USD, monthly')
        .and.to.include('Olive Owner (o***e@example.com)')
        .and.not.to.include('Purchase,')
      expect(html).to.include(`<a class="button primary" href="${invoice?.url}"`)
      expect(html).to.match(new RegExp(`<input[^>]*value="${invoice?.url}" readonly`))
      expect(await problemsOfPage(html)).to.deep.equal([])
    })

    it('stays in the notice bar, in the grid and in the list', async () => {
      await ada.press(monthly)
      expect((await ada.get('/languages')).text).to.include('Japanese is to be paid: 4.00 USD, by ')
      const grid = await ada.get('/addons?state=due')
      expect(grid.text).to.include('1 add-on').and.to.include('from 4.00 USD a month Payment due')
      expect((await ada.get('/purchases')).text).to.match(/Payment due Japanese: see what to do \S+ Due on/)
    })

    it('is still there after Check payment until it is paid; then Install, and no second charge', async () => {
      await ada.press(monthly)
      expect((await ada.press('Check payment')).text)
        .to.include('is not paid yet')
        .and.to.include('Payment due')
      const card = await desk.area.addCard('4242424242424242')
      await desk.area.billing.desk.pay((await open())?.invoice?.number ?? '', card.id)
      const page = await ada.press('Check payment')
      expect(page.text)
        .to.include('Japanese is paid. You can install it now.')
        .and.to.include('Already purchased')
      expect((await ada.press('Install')).text).to.include('Japanese is installed')
      expect(await desk.charges()).to.deep.equal(['japanese 400 USD monthly'])
    })

    it('can be withdrawn, so that another cycle can be chosen', async () => {
      await ada.press(monthly)
      const page = await ada.press('Withdraw this order')
      expect(page.text).to.include('is withdrawn. Nothing has to be paid.').and.to.include(annually)
      expect((await ada.get('/languages')).text).not.to.include('is to be paid')
    })

    it('can be checked by somebody who may not spend, but not withdrawn', async () => {
      await ada.press(monthly)
      const other = await cleo()
      const page = await other.get('/addons/japanese')
      expect(page.text).to.include('Payment due').and.to.include('To withdraw the order, you need')
      expect(buttons(page.html)).not.to.include('Withdraw this order')
      expect((await other.press('Check payment')).status).to.equal(200)
    })

    it('says that it could not be checked while the client area is away, and goes on showing what is known', async () => {
      await ada.press(monthly)
      desk.area.goDown()
      const page = await ada.press('Check payment')
      expect(page.status).to.equal(409)
      expect(page.text).to.include('The payment could not be checked').and.to.include('Payment due')
    })

    it('tells that there is nothing to check when it was settled elsewhere', async () => {
      await ada.press(monthly)
      await desk.services.purchases.withdraw('japanese', { operatorId: null, operator: 'Ada' })
      expect((await ada.press('Check payment')).text).to.include('No payment for Japanese is open.')
      expect((await ada.post('/addons/nothing/payment-check')).status).to.equal(404)
    })
  })

  describe('A payment that is not settled at once', () => {
    it('asks for the bank’s confirmation on the invoice', async () => {
      await desk.payWith('4000000000003220')
      await ada.get('/addons/japanese')
      const { text, html } = await ada.press(monthly)
      expect(text)
        .to.include('The payment has to be confirmed')
        .and.to.include('Confirm the payment of invoice')
      expect(html).to.include('hx-trigger="every 5s"')
    })

    it('says that there is nothing to do while it is under way', async () => {
      await desk.payWith('4000000000000077')
      await ada.get('/addons/japanese')
      const { text, html } = await ada.press(monthly)
      expect(text).to.include('The payment is under way').and.to.include('There is nothing to do')
      expect(buttons(html)).to.include('Check payment').and.not.to.include('Withdraw this order')
      expect((await ada.get('/addons')).text).to.include('Payment being checked')

      // the page that asks by itself, as soon as it is settled
      const asks = /data-hx-get="([^"]+)" data-hx-trigger="every 5s"/.exec(html)?.[1] ?? ''
      await desk.area.billing.office.bill(new Date())
      await desk.services.purchases.check('japanese', { operatorId: null, operator: 'Souk' })
      const piece = await ada.fetch(asks, { headers: { 'hx-request-type': 'partial' } })
      expect(piece.text).to.include('Japanese is paid. You can install it now.').and.to.include('Install')
    })

    it('has nothing to press but Check payment while nobody knows what was charged', async () => {
      desk.area.failWith(/\/api\/v1\/purchases/, networkFaults['N5 does it, and says 500'])
      await ada.get('/addons/japanese')
      const { text, html } = await ada.press(monthly)
      expect(text).to.include('Checking with the client area').and.to.include('Nothing is charged twice')
      expect(text)
        .to.include('4.00 USD, monthly')
        .and.to.match(/Pressed .*, by Ada/)
      expect(buttons(html)).to.include('Check payment').and.not.to.include('Withdraw this order')
      expect(await problemsOfPage(html)).to.deep.equal([])

      desk.area.recover()
      const page = await ada.press('Check payment')
      expect(page.text).to.include('Japanese is paid').and.to.include('Already purchased')
      expect(await desk.charges()).to.have.length(1)
    })

    it('shows both figures when the answer does not fit', async () => {
      desk.area.failWith(
        /\/api\/v1\/purchases/,
        lies(body => ({ ...body, total: 9900 })),
      )
      await ada.get('/addons/japanese')
      const { text, html } = await ada.press(monthly)
      expect(text)
        .to.include('does not fit')
        .and.to.include('Confirmed here 4.00 USD, monthly')
        .and.to.include('Answered 99.00 USD, monthly')
        .and.to.match(/What differs .*amount/)
      expect(buttons(html)).to.include('Check payment').and.not.to.include('Install')
      expect(await problemsOfPage(html)).to.deep.equal([])
    })
  })
})
