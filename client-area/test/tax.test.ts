import { expect } from 'chai'
import fc from 'fast-check'
import { describe, it } from 'mocha'
import { partOf, type Taxed, withTax } from '../billing/tax.ts'

const rule = (rate: number) => ({ label: 'VAT', rate, note: null })
const amounts = fc.integer({ min: 0, max: 1_000_000_000 })
const rates = fc.integer({ min: 0, max: 10_000 })

describe('Tax', () => {
  const cases: [net: number, rate: number, tax: number][] = [
    [500, 1900, 95],
    [400, 1900, 76],
    [1999, 1900, 380],
    [50, 1900, 10],
    [150, 700, 11],
    [10, 500, 1],
    [9, 500, 0],
    [700, 1000, 70],
    [3, 3333, 1],
    [1_000_000_000_000, 2000, 200_000_000_000],
    [4000, 0, 0],
  ]
  for (const [net, rate, tax] of cases)
    it(`of ${rate / 100} % on ${net} is ${tax}`, () => {
      expect(withTax(net, rule(rate))).to.deep.equal({ net, tax, total: net + tax })
    })

  it('is none where an account is billed without it', () => {
    expect(withTax(500, null)).to.deep.equal({ net: 500, tax: 0, total: 500 })
  })

  it('is the nearest whole minor unit, halves away from zero', () => {
    fc.assert(
      fc.property(amounts, rates, (net, rate) => {
        const { tax } = withTax(net, rule(rate))
        const twice = 2n * (BigInt(tax) * 10_000n - BigInt(net) * BigInt(rate))
        expect(twice > -10_000n && twice <= 10_000n).to.equal(true)
      }),
    )
  })

  it('is given back in parts that add up to the whole, none of them below zero', () => {
    fc.assert(
      fc.property(amounts, rates, fc.array(fc.nat(), { maxLength: 6 }), (net, rate, cuts) => {
        const whole = withTax(net, rule(rate))
        const given = shares(whole, cuts)
        for (const key of ['net', 'tax', 'total'] as const)
          expect(given.reduce((sum, one) => sum + one[key], 0)).to.equal(whole[key])
        for (const one of given) {
          expect(one.net + one.tax).to.equal(one.total)
          expect(one.net >= 0 && one.tax >= 0).to.equal(true)
        }
      }),
    )
  })
})

const shares = (whole: Taxed, cuts: number[]) => {
  const ends = [...cuts.map(cut => cut % (whole.total + 1)), whole.total].toSorted((a, b) => a - b)
  const given: Taxed[] = []
  for (const end of ends) {
    const before = given.reduce(plus, { net: 0, tax: 0, total: 0 })
    given.push(partOf(whole, end - before.total, before))
  }
  return given
}

const plus = (a: Taxed, b: Taxed) => ({ net: a.net + b.net, tax: a.tax + b.tax, total: a.total + b.total })
