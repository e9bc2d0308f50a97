import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { type Vendor, vendor } from '../../catalogue/test/support.ts'
import { vendorCommands } from '../../cli/souk-vendor.ts'
import type { Cycle } from '../../contracts/marketplace-api.ts'
import { type ClientAreaForTests, clientArea } from '../../test/support/client-area.ts'
import { terminalOf } from '../../test/support/commands.ts'

const panelUrl = 'http://127.0.0.1:3999'

describe('souk-vendor and money, beside a running client area', () => {
  let area: ClientAreaForTests
  let env: Record<string, string>
  before(async () => {
    area = await clientArea({ panelUrl })
    for (const addon of ['japanese', 'telegram', 'sms', 'plain-english', 'business-hours']) putArchive(addon)
    env = { NODE_ENV: 'test', CLIENT_AREA_DATA_DIR: area.folder, CLIENT_AREA_LOG_LEVEL: 'silent' }
  })
  after(() => area.stop())

  const putArchive = (addon: string) => {
    const folder = join(area.folder, 'releases', addon, '1.0.0')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'archive.tgz'), 'an archive')
  }
  const run = terminalOf('souk-vendor', vendorCommands, () => env)
  const done = async (...argv: string[]) => {
    const said = await run(...argv)
    expect(said.code, said.err).to.equal(0)
    return said.out
  }
  const data = async (...argv: string[]) => JSON.parse(await done(...argv, '--json'))

  const buy = async (addon: string, cycle: Cycle) => {
    const { marketplace } = area.billing
    const licence = (await area.stores.licences.find(area.licence.id)) ?? area.licence
    const quoting = await marketplace.quote(licence, { addon, version: '1.0.0' })
    if (quoting.kind !== 'quoted') throw new Error(quoting.kind)
    const quote = quoting.reply.quotes.find(one => one.cycle === cycle)
    if (!quote) throw new Error(`${addon} is not sold ${cycle}`)
    const { id, total, currency } = quote
    const { version: terms } = quoting.reply.terms
    const outcome = await marketplace.purchase(licence, randomUUID(), {
      quote: id,
      addon,
      cycle,
      total,
      currency,
      terms,
    })
    if (outcome.kind !== 'answer') throw new Error(outcome.kind)
    return outcome.purchase
  }
  const declined = async (work: () => Promise<unknown>) => {
    const [pays, declines] = await area.billing.desk.cards(area.accountId)
    await area.billing.desk.makeDefault(area.accountId, declines?.id ?? '')
    await work()
    await area.billing.desk.makeDefault(area.accountId, pays?.id ?? '')
  }
  const openInvoice = async () => {
    const all: { number: string; state: string }[] = await data('invoices', 'show', 'olive@example.com')
    return all.find(({ state }) => state === 'open') ?? expect.fail('no open invoice')
  }
  const inYears = (years: number) => `${new Date().getUTCFullYear() + years}-12-31`

  it('prints every charge of the ledger as a list of fixed shape', async () => {
    const { invoice } = await buy('japanese', 'monthly')
    const [charge, ...more] = await data('ledger')
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
    expect(charge).to.include({ licence: area.licence.id, account: area.accountId, invoice: invoice?.number })
    expect(await data('ledger', '--all')).to.have.length(2)
    expect(await done('ledger')).to.match(/charge\s+4\.00 USD {2}japanese {2}monthly {2}INV-\d+/)
  })

  it('bills two years of months at once, then nothing more after a cancellation', async () => {
    const [subscription] = await data('subscriptions', 'show', 'olive@example.com')
    expect(subscription).to.include({ addon: 'japanese', cycle: 'monthly', state: 'active' })
    expect(subscription.next).to.include({ at: subscription.paidUntil, total: 400, currency: 'USD' })
    const twoYears = new Date(Date.parse(subscription.since))
    twoYears.setUTCFullYear(twoYears.getUTCFullYear() + 2)
    const billed = await data('bill', '--until', twoYears.toISOString())
    expect(billed).to.include({ renewed: 24, failed: 0, suspended: 0, ended: 0, voided: 0 })
    expect(billed.steps).to.have.length(24)
    expect(await data('ledger')).to.have.length(25)

    expect(await done('subscriptions', 'cancel', subscription.id)).to.include('endedBecause: cancelled')
    expect(await data('bill', '--until', inYears(6))).to.include({ renewed: 0 })
    expect(await data('ledger')).to.have.length(25)
    expect(await done('subscriptions', 'show', area.accountId)).to.include('ended (cancelled)')
  })

  it('says in words what a billing run did', async () => {
    await buy('telegram', 'annually')
    const said = await done('bill', '--until', inYears(1))
    expect(said).to.match(/^\S+Z {2}renewed {2}telegram {2}INV-\d+ {2}50\.00 USD\nrenewed 1, failed 0/)
    const [telegram] = await data('subscriptions', 'show', 'olive@example.com')
    await done('subscriptions', 'cancel', telegram.id)
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
      const { code, err } = await run(...argv)
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
      const { code, err } = await run(...argv)
      expect([code, err]).to.satisfy(
        () => code === 1 && err.includes(sentence),
        `${argv.join(' ')}: ${code} ${err}`,
      )
    }
  })

  it('shows an invoice in full, books it as paid, and refuses to void it then', async () => {
    await declined(() => buy('business-hours', 'one-time'))
    const open = await openInvoice()
    expect(open).to.include({ state: 'open', addon: 'business-hours', total: 2900 })
    const shown = await done('invoices', 'show', open.number.toLowerCase())
    for (const line of ['to: Olive Owner', 'total: 29.00 USD', 'payment: ', 'declined', `for: ${panelUrl}`])
      expect(shown).to.include(line)
    expect(await data('invoices', 'mark-paid', open.number)).to.include({ state: 'paid' })
    const again = await run('invoices', 'void', open.number)
    expect(again).to.include({ code: 1 })
    expect(again.err).to.include(`${open.number} is not open, so nothing was changed`)
    expect((await data('ledger')).at(-1)).to.include({ kind: 'charge', amount: 2900, invoice: open.number })
  })

  it('voids an invoice that nobody paid', async () => {
    await declined(() => buy('plain-english', 'one-time'))
    const open = await openInvoice()
    expect(await done('invoices', 'void', open.number)).to.match(
      /^INV-\d+ {2}void {2}plain-english {2}19\.00 USD/,
    )
    expect((await run('invoices', 'refund', open.number)).err).to.include('has nothing to give back')
  })

  it('gives back a part, then the rest, and says when it is too much', async () => {
    const { invoice } = await buy('plain-english', 'one-time')
    const number = invoice?.number ?? ''
    expect(await run('invoices', 'refund', number, '--amount', '4')).to.include({ code: 2 })
    expect((await run('invoices', 'refund', number, '--amount', '19.01')).err).to.include('more than is left')
    expect(await data('invoices', 'refund', number, '--amount', '4.00')).to.include({ state: 'paid' })
    expect(await data('invoices', 'refund', number)).to.include({ state: 'refunded' })
    expect(await run('invoices', 'refund', number)).to.include({ code: 1 })
    const last = (await data('ledger')).slice(-4)
    expect(last.map(({ kind, amount }: { kind: string; amount: number }) => [kind, amount])).to.deep.equal([
      ['credit', 400],
      ['refund', 400],
      ['credit', 1500],
      ['refund', 1500],
    ])
    const { corrections } = await data('invoices', 'show', number)
    expect(corrections).to.have.length(2)
  })

  it('shows and sets prices; subscribers are told 30 days ahead', async () => {
    await buy('japanese', 'monthly')
    expect(await done('prices', 'list', 'japanese')).to.match(/^japanese {2}monthly {2}\d+ JPY {2}from /m)
    const soon = await run('prices', 'set', 'japanese', 'monthly', '4.50', 'USD', '--subscribers')
    expect(soon).to.include({ code: 1 })
    expect(soon.err).to.include('30 days')
    const from = inYears(1)
    const set = await done(
      'prices',
      'set',
      'japanese',
      'monthly',
      '4.50',
      'USD',
      '--from',
      from,
      '--subscribers',
    )
    expect(set).to.equal(`japanese  monthly  4.50 USD  from ${from}T00:00:00.000Z, announced to 1\n`)
    const listed: { amount: number; from: string; cycle: string; currency: string }[] = await data(
      'prices',
      'list',
      'japanese',
    )
    const monthly = listed.filter(one => one.cycle === 'monthly' && one.currency === 'USD')
    expect(monthly.map(({ amount }) => amount)).to.deep.equal([400, 450])
    const [subscription] = await data('subscriptions', 'show', 'olive@example.com')
    expect(subscription.newPrice).to.deep.equal({ from: `${from}T00:00:00.000Z`, net: 450 })
    await done('subscriptions', 'cancel', subscription.id)
  })

  it('keeps what invoices say of an account, and taxes it', async () => {
    const details = [
      '--country',
      'de',
      '--tax-id',
      'DE123',
      '--address',
      'Lindenweg 3',
      '--tax-rate',
      '0',
      '--tax-note',
      'Reverse charge',
    ]
    await done(
      'accounts',
      'add',
      '--email',
      'dora@example.com',
      '--name',
      'Dora',
      '--currency',
      'eur',
      ...details,
    )
    const { accounts } = await data('accounts', 'show', 'dora@example.com')
    expect(accounts[0]).to.deep.include({
      currency: 'EUR',
      country: 'DE',
      taxId: 'DE123',
      address: 'Lindenweg 3',
      tax: { rate: 0, label: 'Tax', note: 'Reverse charge' },
    })
    expect(await done('accounts', 'show', 'dora@example.com')).to.include('Tax 0 %, Reverse charge')
  })

  it('transfers a licence with the subscriptions that the new owner accepts, and tells the help desk', async () => {
    const key = area.settings.LICENCE_KEY
    await buy('japanese', 'annually')
    await buy('sms', 'annually')
    const to = (email: string, ...accept: string[]) =>
      run('licences', 'transfer', key, '--account', email, ...accept.flatMap(addon => ['--accept', addon]))
    expect((await to('otto@example.com', 'klingon')).err).to.include(
      'klingon is not subscribed under this licence',
    )
    expect((await to('dora@example.com', 'sms')).err).to.include('sms is billed in USD')
    const seen = await area.stores.events.last(area.licence.id)
    expect((await to('otto@example.com', 'sms')).code).to.equal(0)
    const events = await area.stores.events.since(area.licence.id, seen, 100)
    expect(events.map(({ type }) => type)).to.include.members(['licence.changed', 'entitlement.changed'])
    const subscriptions: { addon: string; state: string }[] = await data(
      'subscriptions',
      'show',
      'otto@example.com',
    )
    expect(subscriptions.filter(({ state }) => state === 'active').map(({ addon }) => addon)).to.deep.equal([
      'sms',
    ])
    const [japanese] = await data('subscriptions', 'show', 'olive@example.com')
    expect(japanese).to.include({ addon: 'japanese', endsAt: japanese.paidUntil, next: null })
  })

  it('tells the help desk when its licence is suspended, resumed or moved', async () => {
    const seen = await area.stores.events.last(area.licence.id)
    const key = area.settings.LICENCE_KEY
    await done('licences', 'suspend', key)
    await done('licences', 'suspend', key, '--off')
    await done('licences', 'readdress', key, '--panel', panelUrl)
    const events = await area.stores.events.since(area.licence.id, seen, 100)
    expect(events.map(({ type, object }) => [type, object])).to.deep.equal(
      Array.from({ length: 3 }, () => ['licence.changed', area.licence.id]),
    )
  })

  describe('when add-ons are published', () => {
    let v: Vendor
    before(async () => {
      v = await vendor()
      env = { ...env, DATA_DIR: v.at() }
    })
    after(() => v.remove())

    const price = (amount: number) => ({ prices: [{ currency: 'USD', cycle: 'monthly', amount }] })

    it('can sell them at once, and is warned where the price list says something else', async () => {
      await v.write({ slug: 'dutch', manifest: price(300) })
      expect(await done('publish', v.at('sources'))).to.include('put dutch on the price list\n')
      expect(await done('prices', 'list', 'dutch')).to.match(/^dutch {2}monthly {2}3\.00 USD {2}from /)
      await done('prices', 'set', 'dutch', 'monthly', '3.50', 'USD')
      const { err, code } = await run('publish', v.at('sources'))
      expect(code).to.equal(0)
      expect(err).to.include('dutch 1.0.0: monthly: 3.00 USD in its manifest, 3.50 USD in the price list')
    })

    it('follow the manifests only when they are imported', async () => {
      expect(await done('prices', 'import', v.at('sources'))).to.equal(
        'changed dutch monthly: 3.50 USD becomes 3.00 USD\n',
      )
      expect(await done('prices', 'import', v.at('sources'))).to.include('Nothing is new')
    })

    it('is warned once where no client area is, and publishes all the same', async () => {
      const nowhere = mkdtempSync(join(tmpdir(), 'souk-nowhere-'))
      env = { ...env, CLIENT_AREA_DATA_DIR: nowhere }
      const { err, code } = await run('publish', v.at('sources'))
      rmSync(nowhere, { recursive: true })
      expect(code).to.equal(0)
      const warned = err.split('\n').filter(line => line.includes('price list was not looked at'))
      expect(warned).to.have.length(1)
      expect(warned[0]).to.include('souk-vendor prices import')
    })
  })
})
