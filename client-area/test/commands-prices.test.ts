import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { type Vendor, vendor } from '../../catalogue/test/support.ts'
import { inYears, type VendorAtWork, vendorAtWork } from './vendor.ts'

describe('souk-vendor: prices', () => {
  let v: VendorAtWork
  before(async () => {
    v = await vendorAtWork()
  })
  after(() => v.stop())

  it('shows and sets prices; subscribers are told 30 days ahead', async () => {
    await v.buy('japanese', 'monthly')
    expect(await v.done('prices', 'list', 'japanese')).to.match(/^japanese {2}monthly {2}\d+ JPY {2}from /m)
    const soon = await v.run('prices', 'set', 'japanese', 'monthly', '4.50', 'USD', '--subscribers')
    expect(soon).to.include({ code: 1 })
    expect(soon.err).to.include('30 days')
    const from = inYears(1)
    const set = await v.done(
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
    const listed: { amount: number; from: string; cycle: string; currency: string }[] = await v.data(
      'prices',
      'list',
      'japanese',
    )
    const monthly = listed.filter(one => one.cycle === 'monthly' && one.currency === 'USD')
    expect(monthly.map(({ amount }) => amount)).to.deep.equal([400, 450])
    const [subscription] = await v.data('subscriptions', 'show', 'olive@example.com')
    expect(subscription.newPrice).to.deep.equal({ from: `${from}T00:00:00.000Z`, net: 450 })
    await v.done('subscriptions', 'cancel', subscription.id)
  })

  it('gives nothing away unless it is told to: what has no price left is free', async () => {
    const noMore = (...more: string[]) =>
      v.run('prices', 'set', 'plain-english', 'one-time', 'none', 'USD', ...more)
    for (const currency of ['EUR', 'JPY'])
      await v.done('prices', 'set', 'plain-english', 'one-time', 'none', currency)
    const refused = await noMore()
    expect(refused).to.include({ code: 1 })
    expect(refused.err).to.include('plain-english').and.to.include('--free')
    expect(await v.done('prices', 'list', 'plain-english')).to.include('19.00 USD')
    expect(await noMore('--free')).to.include({ code: 0 })
  })

  describe('when add-ons are published', () => {
    let sources: Vendor
    before(async () => {
      sources = await vendor()
      v.env['DATA_DIR'] = sources.at()
    })
    after(() => sources.remove())

    const price = (amount: number) => ({ prices: [{ currency: 'USD', cycle: 'monthly', amount }] })

    it('can sell them at once, and is warned where the price list says something else', async () => {
      await sources.write({ slug: 'dutch', manifest: price(300) })
      expect(await v.done('publish', sources.at('sources'))).to.include('put dutch on the price list\n')
      expect(await v.done('prices', 'list', 'dutch')).to.match(/^dutch {2}monthly {2}3\.00 USD {2}from /)
      await v.done('prices', 'set', 'dutch', 'monthly', '3.50', 'USD')
      const { err, code } = await v.run('publish', sources.at('sources'))
      expect(code).to.equal(0)
      expect(err).to.include('dutch 1.0.0: monthly: 3.00 USD in its manifest, 3.50 USD in the price list')
    })

    it('follow the manifests only when they are imported', async () => {
      expect(await v.done('prices', 'import', sources.at('sources'))).to.equal(
        'changed dutch monthly: 3.50 USD becomes 3.00 USD\n',
      )
      expect(await v.done('prices', 'import', sources.at('sources'))).to.include('Nothing is new')
    })

    it('is warned once where no client area is, and publishes all the same', async () => {
      const nowhere = mkdtempSync(join(tmpdir(), 'souk-nowhere-'))
      v.env['CLIENT_AREA_DATA_DIR'] = nowhere
      const { err, code } = await v.run('publish', sources.at('sources'))
      rmSync(nowhere, { recursive: true })
      expect(code).to.equal(0)
      const warned = err.split('\n').filter(line => line.includes('price list was not looked at'))
      expect(warned).to.have.length(1)
      expect(warned[0]).to.include('souk-vendor prices import')
    })
  })
})
