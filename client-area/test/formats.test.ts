import { expect } from 'chai'
import { describe, it } from 'mocha'
import { formatsFor } from '../formats.ts'

const formats = formatsFor('en')

const isAs = (code: string) => formatsFor(code).money(123_456, 'EUR').replaceAll(/\s/g, ' ')

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

describe('Dates, money and rates in another language', () => {
  it('are written as its readers write them', () => {
    expect(['de', 'fr', 'es', 'ja'].map(isAs)).to.deep.equal([
      '1.234,56 EUR',
      '1 234,56 EUR',
      '1234,56 EUR',
      '1,234.56 EUR',
    ])
    expect(formatsFor('de').day('2026-11-22T10:00:00.000Z')).to.equal('22. November 2026')
    expect(formatsFor('ja').time('2026-11-22T10:00:00.000Z')).to.equal('2026年11月22日 10:00 UTC')
    expect(formatsFor('fr').rate(770).replaceAll(/\s/g, ' ')).to.equal('7,7 %')
  })
})
