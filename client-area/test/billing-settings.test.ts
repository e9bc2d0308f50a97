import { expect } from 'chai'
import { describe, it } from 'mocha'
import { termsVersion } from '../billing/terms.ts'
import { readSettings } from '../settings.ts'

describe('The seller on invoices, and the terms of sale', () => {
  const read = (env: Record<string, string> = {}) =>
    readSettings({ CLIENT_AREA_SECRET_KEY: 'a secret of the vendor', ...env })

  it('are Souk and our own page of terms unless they are set', () => {
    expect(read().seller).to.deep.equal({ name: 'Souk', address: '', taxId: '' })
    expect(read().terms).to.deep.equal({ url: undefined, version: termsVersion })
  })

  it('are the vendor’s where they are set, with an address of several lines', () => {
    const settings = read({
      CLIENT_AREA_SELLER_NAME: 'Bazaar GmbH',
      CLIENT_AREA_SELLER_ADDRESS: 'Markt 1\\n12345 Stadt',
      CLIENT_AREA_SELLER_TAX_ID: 'DE1',
      CLIENT_AREA_TERMS_URL: 'https://vendor.example/agb',
      CLIENT_AREA_TERMS_VERSION: '7',
    })
    expect(settings.seller).to.deep.equal({
      name: 'Bazaar GmbH',
      address: 'Markt 1\n12345 Stadt',
      taxId: 'DE1',
    })
    expect(settings.terms).to.deep.equal({ url: 'https://vendor.example/agb', version: '7' })
  })

  it('are not taken from an address that nobody can open', () => {
    expect(() => read({ CLIENT_AREA_TERMS_URL: 'javascript:alert(1)' })).to.throw(/CLIENT_AREA_TERMS_URL/)
  })
})
