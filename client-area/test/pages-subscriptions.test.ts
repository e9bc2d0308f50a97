import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { type ClientAreaForTests, clientArea } from '../../test/support/client-area.ts'
import { buy, chargedTo, signedIn } from './buying.ts'
import { expectSound } from './sound-pages.ts'
import type { Page, Visitor } from './visitor.ts'

const panel = 'http://127.0.0.1:3999'
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000)

describe('The subscriptions of the client area', () => {
  let area: ClientAreaForTests
  let olive: Visitor
  let otto: Visitor
  before(async () => {
    area = await clientArea({ panelUrl: panel })
    olive = await signedIn(area, 'olive')
    otto = await signedIn(area, 'otto')
    await buy(area, 'japanese', 'monthly')
    await buy(area, 'plain-english', 'one-time')
  })
  after(() => area.stop())

  const cancellation = async () => {
    const held = await area.billing.desk.subscriptions([area.accountId])
    return `/subscriptions/${held.find(({ right }) => right.addon === 'japanese')?.right.id}/cancellation`
  }

  it('tell price, next charge and state, and apart from them what was bought once', async () => {
    const { html } = await olive.visit('/subscriptions')
    expect(html).to.include('Japanese, monthly').and.include('4.00 USD monthly').and.include('Active')
    expect(html).to.include('Next charge').and.include(`href="${panel}/addons/japanese"`)
    expect(html.indexOf('Bought once')).to.be.below(html.indexOf('Plain English'))
    expect(html.match(/\/cancellation"/g)).to.have.lengthOf(1)
  })

  it('announce another price, with the day from which it holds', async () => {
    const from = inDays(40).toISOString()
    const change = { addon: 'japanese', cycle: 'monthly', currency: 'USD', amount: 450, from }
    await area.billing.office.changePrice(change)
    expect((await olive.visit('/subscriptions')).html).to.match(/New price<\/dt><dd>4\.50 USD/)
  })

  it('lead to the due invoice when a renewal was not paid', async () => {
    const declined = (await area.billing.desk.cards(area.accountId)).find(({ last4 }) => last4 === '0002')
    await area.billing.desk.makeDefault(area.accountId, declined?.id ?? '')
    await area.billing.office.bill(inDays(33))
    const { html } = await olive.visit('/subscriptions')
    expect(html)
      .to.include('Past due')
      .and.match(/since [A-Z]\w+ \d+, 20\d\d/)
    expect(html).to.match(/href="\/invoices\/INV-000003"[^>]*>Pay invoice INV-000003/)
  })

  it('are sound pages', async () => {
    const seen = new Map<string, Page>([
      ['subscriptions', await olive.visit('/subscriptions')],
      ['cancellation', await olive.visit(await cancellation())],
    ])
    await expectSound(area.url, seen)
  }).timeout(60_000)

  it('are nothing to anybody else', async () => {
    const place = await cancellation()
    const theirs = await otto.visit(place)
    const nobodys = await otto.visit('/subscriptions/none/cancellation')
    expect(theirs.status).to.equal(404)
    expect(theirs.html.replaceAll(place, '/subscriptions/none/cancellation')).to.equal(nobodys.html)
    const token = /name="token" value="([^"]+)"/.exec((await otto.visit('/account')).html)?.[1] ?? ''
    expect((await otto.post(place, { token })).status).to.equal(404)
    expect((await otto.visit('/subscriptions')).html).to.include('Nothing is subscribed to.')
  })

  it('say before Cancel what it does, then do exactly that: nothing is charged any more', async () => {
    const charged = await chargedTo(area)
    const asked = await olive.visit(await cancellation())
    for (const words of ['Billing stops at once', 'INV-000003', 'switched off', 'no refund', 'data stay'])
      expect(asked.html).to.include(words)
    const cancelled = await olive.press(asked, 'Cancel Japanese now')
    expect(cancelled.html).to.include('Japanese is cancelled').and.include('Nothing is charged again')
    expect((await olive.press(asked, 'Cancel Japanese now')).html).to.include('Japanese is cancelled')
    await area.billing.office.bill(inDays(2 * 366))
    expect(await chargedTo(area)).to.deep.equal(charged)
    expect((await olive.visit('/invoices/INV-000003')).html).to.include('Nothing is to be paid')
    await expectSound(area.url, new Map([['cancelled', cancelled]]))
  }).timeout(60_000)

  it('are listed below when they have ended', async () => {
    const { html } = await olive.visit('/subscriptions')
    expect(html)
      .to.include('Nothing is subscribed to.')
      .and.match(/Ended<\/dt><dd>[^<]*, cancelled/)
    expect(html).not.to.include('/cancellation"')
    await expectSound(area.url, new Map([['ended', await olive.visit('/subscriptions')]]))
  }).timeout(60_000)

  it('know no Cancel for what was bought once', async () => {
    const held = await area.billing.desk.subscriptions([area.accountId])
    const once = held.find(({ right }) => right.kind === 'one-time')?.right.id
    expect((await olive.visit(`/subscriptions/${once}/cancellation`)).status).to.equal(404)
  })
})
