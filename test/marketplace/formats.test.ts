import { expect } from 'chai'
import { formatsFor } from '../../marketplace/formats.ts'

describe('Amounts, dates and sizes', () => {
  const english = formatsFor('en', 'UTC')
  const money: [number, string, string][] = [
    [500, 'USD', '5.00 USD'],
    [123_456, 'EUR', '1,234.56 EUR'],
    [600, 'JPY', '600 JPY'],
    [1_234, 'KWD', '1.234 KWD'],
    [0, 'USD', '0.00 USD'],
  ]
  for (const [amount, currency, words] of money)
    it(`shows ${amount} minor units of ${currency} as ${words}`, () => {
      expect(english.money(amount, currency)).to.equal(words)
    })

  it('puts a comma where German puts one', () => {
    expect(formatsFor('de', 'UTC').money(500, 'USD')).to.equal('5,00 USD')
  })
  it("shows a time in the operator's zone", () => {
    expect(formatsFor('en-GB', 'Asia/Tokyo').time('2026-11-22T20:00:00Z')).to.contain('23 Nov 2026')
  })
  it('shows sizes in kilobytes, megabytes or gigabytes', () => {
    expect(english.bytes(52_300)).to.equal('52.3 kB')
    expect(english.bytes(2_500_000)).to.equal('2.5 MB')
    expect(english.bytes(64_134_500_000)).to.equal('64.1 GB')
  })
})
