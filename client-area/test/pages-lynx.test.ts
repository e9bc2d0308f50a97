import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { type ClientAreaForTests, clientArea } from '../../test/support/client-area.ts'
import { lynxAt } from '../../test/support/lynx.ts'
import { buy, chargedTo } from './buying.ts'

describe('Paying and cancelling in lynx', function () {
  this.timeout(60_000)
  let area: ClientAreaForTests
  let olive: ReturnType<typeof lynxAt>
  before(async () => {
    area = await clientArea({ panelUrl: 'http://127.0.0.1:3999' })
    await buy(area, 'japanese', 'monthly')
    for (const { id, last4 } of await area.billing.desk.cards(area.accountId))
      await (last4 === '0002'
        ? area.billing.desk.makeDefault(area.accountId, id)
        : area.billing.desk.removeCard(area.accountId, id))
    const { invoice } = await buy(area, 'plain-english', 'one-time')
    olive = lynxAt(invoice?.url ?? '')
  })
  after(async () => {
    await olive.leave()
    await area.stop()
  })

  it('signs in on the way to the invoice of the link', async () => {
    await olive.fill('E-mail', 'olive@example.com')
    await olive.fill('Password', 'demo-password')
    await olive.press('Sign in')
    const page = await olive.sees('Invoice INV-000002 · Client area')
    expect(page).to.include('Pay 19.00 USD').and.include('Visa ending in 0002')
  })

  it('is told that the card was declined and what to do', async () => {
    await olive.press('Pay')
    expect(await olive.sees('The payment did not go through')).to.include('Pay it with another card')
  })

  it('adds another card and comes back to the invoice', async () => {
    await olive.follow('Use a new card')
    await olive.sees('Cards · Client area')
    await olive.fill('Card number', '4242424242424242')
    await olive.fill('Valid until', '12/39')
    await olive.press('Add card')
    await olive.sees('Invoice INV-000002 · Client area')
  })

  it('makes it the default, pays, and is led back to the help desk', async () => {
    await olive.follow('Cards')
    await olive.sees('Cards · Client area')
    await olive.press('Make default')
    await olive.sees('The default card is changed')
    await olive.follow('Invoices')
    await olive.follow('Pay')
    expect(await olive.sees('Pay 19.00 USD')).to.include('Visa ending in 4242')
    await olive.press('Pay')
    expect(await olive.sees('Nothing more is to be paid')).to.include('Back to the help desk')
    expect(await chargedTo(area)).to.deep.equal([400, 1900])
  })

  it('cancels a subscription, knowing what that does', async () => {
    await olive.follow('Subscriptions')
    await olive.follow('Cancel')
    expect(await olive.sees('Billing stops at once')).to.include('no refund for the rest')
    await olive.press('Cancel Japanese now')
    expect(await olive.sees('Japanese is cancelled')).to.include('Nothing is charged again')
  })
})
