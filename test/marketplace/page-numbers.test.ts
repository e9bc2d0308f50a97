import { expect } from 'chai'
import fc from 'fast-check'
import { describe, it } from 'mocha'
import { pageNumbers } from '../../marketplace/page-numbers.ts'

describe('The numbers below a long list', () => {
  const table: [number, number, string][] = [
    [1, 1, '1'],
    [1, 2, '1 2'],
    [2, 3, '1 2 3'],
    [1, 4, '1 2 3 4'],
    [1, 5, '1 2 gap 5'],
    [3, 5, '1 2 3 4 5'],
    [4, 9, '1 2 3 4 5 gap 9'],
    [5, 9, '1 gap 4 5 6 gap 9'],
    [200, 417, '1 gap 199 200 201 gap 417'],
    [417, 417, '1 gap 416 417'],
  ]
  for (const [page, pages, shown] of table)
    it(`are ${shown} on page ${page} of ${pages}`, () => {
      expect(pageNumbers(page, pages).join(' ')).to.equal(shown)
    })

  it('lead to this page, its neighbours, the first and the last, in order, with few links', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.nat(5_000), (page, more) => {
        const pages = page + more
        const numbers = pageNumbers(page, pages).filter(one => one !== 'gap')
        expect(numbers).to.include.members([1, page, pages, Math.max(1, page - 1), Math.min(pages, page + 1)])
        expect(numbers).to.deep.equal([...new Set(numbers)].toSorted((a, b) => a - b))
        expect(pageNumbers(page, pages).length).to.be.lessThan(8)
      }),
    )
  })
})
