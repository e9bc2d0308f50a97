import { expect } from 'chai'
import { describe, it } from 'mocha'
import { formats } from '../formats.ts'

describe('Money on the client area’s pages', () => {
  it('has as many decimals as the currency, and its code behind', () => {
    expect(formats.money(123_456, 'USD')).to.equal('1,234.56 USD')
    expect(formats.money(500, 'JPY')).to.equal('500 JPY')
    expect(formats.money(1500, 'KWD')).to.equal('1.500 KWD')
    expect(formats.money(0, 'EUR')).to.equal('0.00 EUR')
  })

  it('has tax rates without idle zeros', () => {
    expect(formats.rate(1900)).to.equal('19%')
    expect(formats.rate(770)).to.equal('7.7%')
    expect(formats.rate(0)).to.equal('0%')
  })
})
