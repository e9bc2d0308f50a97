import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { panelUrl, type VendorAtWork, vendorAtWork } from './vendor.ts'

describe('souk-vendor: accounts and licences with what they bought', () => {
  let v: VendorAtWork
  before(async () => {
    v = await vendorAtWork()
  })
  after(() => v.stop())

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
    await v.done(
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
    const { accounts } = await v.data('accounts', 'show', 'dora@example.com')
    expect(accounts[0]).to.deep.include({
      currency: 'EUR',
      country: 'DE',
      taxId: 'DE123',
      address: 'Lindenweg 3',
      tax: { rate: 0, label: 'Tax', note: 'Reverse charge' },
    })
    expect(await v.done('accounts', 'show', 'dora@example.com')).to.include('Tax 0 %, Reverse charge')
  })

  it('transfers a licence with the subscriptions that the new owner accepts, and tells the help desk', async () => {
    const key = v.area.settings.LICENCE_KEY
    await v.buy('japanese', 'annually')
    await v.buy('sms', 'annually')
    const to = (email: string, ...accept: string[]) =>
      v.run('licences', 'transfer', key, '--account', email, ...accept.flatMap(addon => ['--accept', addon]))
    expect((await to('otto@example.com', 'klingon')).err).to.include(
      'klingon is not subscribed under this licence',
    )
    expect((await to('dora@example.com', 'sms')).err).to.include('sms is billed in USD')
    const seen = await v.area.stores.events.last(v.area.licence.id)
    expect((await to('otto@example.com', 'sms')).code).to.equal(0)
    const events = await v.area.stores.events.since(v.area.licence.id, seen, 100)
    expect(events.map(({ type }) => type)).to.include.members(['licence.changed', 'entitlement.changed'])
    const subscriptions: { addon: string; state: string }[] = await v.data(
      'subscriptions',
      'show',
      'otto@example.com',
    )
    expect(subscriptions.filter(({ state }) => state === 'active').map(({ addon }) => addon)).to.deep.equal([
      'sms',
    ])
    const [japanese] = await v.data('subscriptions', 'show', 'olive@example.com')
    expect(japanese).to.include({ addon: 'japanese', endsAt: japanese.paidUntil, next: null })
  })

  it('tells the help desk when its licence is suspended, resumed or moved', async () => {
    const seen = await v.area.stores.events.last(v.area.licence.id)
    const key = v.area.settings.LICENCE_KEY
    await v.done('licences', 'suspend', key)
    await v.done('licences', 'suspend', key, '--off')
    await v.done('licences', 'readdress', key, '--panel', panelUrl)
    const events = await v.area.stores.events.since(v.area.licence.id, seen, 100)
    expect(events.map(({ type, object }) => [type, object])).to.deep.equal(
      Array.from({ length: 3 }, () => ['licence.changed', v.area.licence.id]),
    )
  })
})
