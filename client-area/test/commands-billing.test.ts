import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { inYears, panelUrl, type VendorAtWork, vendorAtWork } from './vendor.ts'

describe('souk-vendor: billing, invoices and the ledger, beside a running client area', () => {
  let v: VendorAtWork
  before(async () => {
    v = await vendorAtWork()
  })
  after(() => v.stop())

  const openInvoice = async () => {
    const all: { number: string; state: string }[] = await v.data('invoices', 'show', 'olive@example.com')
    return all.find(({ state }) => state === 'open') ?? expect.fail('no open invoice')
  }

  it('prints every charge of the ledger as a list of fixed shape', async () => {
    const { invoice } = await v.buy('japanese', 'monthly')
    const [charge, ...more] = await v.data('ledger')
    expect(more).to.deep.equal([])
    expect(charge).to.have.all.keys(
      'id',
      'time',
      'account',
      'licence',
      'addon',
      'cycle',
      'kind',
      'amount',
      'currency',
      'invoice',
      'reference',
    )
    expect(charge).to.include({
      kind: 'charge',
      addon: 'japanese',
      cycle: 'monthly',
      amount: 400,
      currency: 'USD',
    })
    expect(charge).to.include({
      licence: v.area.licence.id,
      account: v.area.accountId,
      invoice: invoice?.number,
    })
    expect(await v.data('ledger', '--all')).to.have.length(2)
    expect(await v.done('ledger')).to.match(/charge\s+4\.00 USD {2}japanese {2}monthly {2}INV-\d+/)
  })

  it('bills two years of months at once, then nothing more after a cancellation', async () => {
    const [subscription] = await v.data('subscriptions', 'show', 'olive@example.com')
    expect(subscription).to.include({ addon: 'japanese', cycle: 'monthly', state: 'active' })
    expect(subscription.next).to.include({ at: subscription.paidUntil, total: 400, currency: 'USD' })
    const twoYears = new Date(Date.parse(subscription.since))
    twoYears.setUTCFullYear(twoYears.getUTCFullYear() + 2)
    const billed = await v.data('bill', '--until', twoYears.toISOString())
    expect(billed).to.include({ renewed: 24, failed: 0, suspended: 0, ended: 0, voided: 0 })
    expect(billed.steps).to.have.length(24)
    expect(await v.data('ledger')).to.have.length(25)

    expect(await v.done('subscriptions', 'cancel', subscription.id)).to.include('endedBecause: cancelled')
    expect(await v.data('bill', '--until', inYears(6))).to.include({ renewed: 0 })
    expect(await v.data('ledger')).to.have.length(25)
    expect(await v.done('subscriptions', 'show', v.area.accountId)).to.include('ended (cancelled)')
  })

  it('says in words what a billing run did', async () => {
    await v.buy('telegram', 'annually')
    const said = await v.done('bill', '--until', inYears(1))
    expect(said).to.match(/^\S+Z {2}renewed {2}telegram {2}INV-\d+ {2}50\.00 USD\nrenewed 1, failed 0/)
    const [telegram] = await v.data('subscriptions', 'show', 'olive@example.com')
    await v.done('subscriptions', 'cancel', telegram.id)
  })

  it('refuses what is not a date, an amount or a cycle with one sentence, and exit code 2', async () => {
    const wrong = [
      [['bill', '--until', '2027-02-30'], '--until 2027-02-30 is not a date'],
      [['bill', '--until', 'soon'], '--until soon is not a date'],
      [['prices', 'set', 'japanese', 'weekly', '4.00', 'USD'], 'weekly is not a cycle'],
      [
        ['prices', 'set', 'japanese', 'monthly', '400', 'USD'],
        '400 is not an amount in USD: write it as 5.00.',
      ],
      [
        ['prices', 'set', 'japanese', 'monthly', '4.00', 'JPY'],
        '4.00 is not an amount in JPY: write it as 500.',
      ],
      [['prices', 'set', 'japanese', 'monthly', '0.00', 'USD'], '0.00 is not a price'],
      [['prices', 'set', 'japanese', 'monthly', '4.00', 'XXQ'], 'XXQ is not a currency'],
      [['prices', 'set', 'japanese', 'monthly', '4.00', 'USD', '--from', '2020-01-01'], 'is over'],
      [['accounts', 'add', '--email', 'a@b.example', '--name', 'A', '--tax-rate', 'much'], '--tax-rate much'],
      [['accounts', 'add', '--email', 'a@b.example', '--name', 'A', '--tax-label', 'VAT'], 'need --tax-rate'],
      [
        ['accounts', 'add', '--email', 'a@b.example', '--name', 'A', '--country', 'Atlantis'],
        '--country ATLANTIS',
      ],
    ] as const
    for (const [argv, sentence] of wrong) {
      const { code, err } = await v.run(...argv)
      expect([code, err]).to.satisfy(
        () => code === 2 && err.includes(sentence),
        `${argv.join(' ')}: ${code} ${err}`,
      )
    }
  })

  it('says what there is not, and exit code 1', async () => {
    const failing = [
      [['subscriptions', 'show', 'nobody@example.com'], 'There is no account of nobody@example.com.\n'],
      [['subscriptions', 'cancel', 'nothing'], 'There is no subscription nothing'],
      [['invoices', 'show', 'INV-000000'], 'There is no invoice INV-000000.\n'],
      [['invoices', 'void', 'INV-000000'], 'There is no invoice INV-000000.\n'],
      [['invoices', 'mark-paid', 'INV-000000'], 'There is no invoice INV-000000.\n'],
      [['invoices', 'refund', 'INV-000000'], 'There is no invoice INV-000000.\n'],
      [['prices', 'set', 'klingon', 'monthly', '4.00', 'USD'], "The price list doesn't know klingon"],
      [['prices', 'import', 'nowhere'], 'There is no '],
    ] as const
    for (const [argv, sentence] of failing) {
      const { code, err } = await v.run(...argv)
      expect([code, err]).to.satisfy(
        () => code === 1 && err.includes(sentence),
        `${argv.join(' ')}: ${code} ${err}`,
      )
    }
  })

  it('shows an invoice in full, books it as paid, and refuses to void it then', async () => {
    await v.declined(() => v.buy('business-hours', 'one-time'))
    const open = await openInvoice()
    expect(open).to.include({ state: 'open', addon: 'business-hours', total: 2900 })
    const shown = await v.done('invoices', 'show', open.number.toLowerCase())
    for (const line of ['to: Olive Owner', 'total: 29.00 USD', 'payment: ', 'declined', `for: ${panelUrl}`])
      expect(shown).to.include(line)
    expect(await v.data('invoices', 'mark-paid', open.number)).to.include({ state: 'paid' })
    const again = await v.run('invoices', 'void', open.number)
    expect(again).to.include({ code: 1 })
    expect(again.err).to.include(`${open.number} is not open, so nothing was changed`)
    expect((await v.data('ledger')).at(-1)).to.include({ kind: 'charge', amount: 2900, invoice: open.number })
  })

  it('voids an invoice that nobody paid', async () => {
    await v.declined(() => v.buy('plain-english', 'one-time'))
    const open = await openInvoice()
    expect(await v.done('invoices', 'void', open.number)).to.match(
      /^INV-\d+ {2}void {2}plain-english {2}19\.00 USD/,
    )
    expect((await v.run('invoices', 'refund', open.number)).err).to.include('has nothing to give back')
  })

  it('gives back a part, then the rest, and says when it is too much', async () => {
    const { invoice } = await v.buy('plain-english', 'one-time')
    const number = invoice?.number ?? ''
    expect(await v.run('invoices', 'refund', number, '--amount', '4')).to.include({ code: 2 })
    expect((await v.run('invoices', 'refund', number, '--amount', '19.01')).err).to.include(
      'more than is left',
    )
    expect(await v.data('invoices', 'refund', number, '--amount', '4.00')).to.include({ state: 'paid' })
    expect(await v.data('invoices', 'refund', number)).to.include({ state: 'refunded' })
    expect(await v.run('invoices', 'refund', number)).to.include({ code: 1 })
    const last = (await v.data('ledger')).slice(-4)
    expect(last.map(({ kind, amount }: { kind: string; amount: number }) => [kind, amount])).to.deep.equal([
      ['credit', 400],
      ['refund', 400],
      ['credit', 1500],
      ['refund', 1500],
    ])
    const { corrections } = await v.data('invoices', 'show', number)
    expect(corrections).to.have.length(2)
  })
})
