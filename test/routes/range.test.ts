import { expect } from 'chai'
import { rangeInWords } from '../../routes/addons/range.ts'

const t = (key: string, values = {}) => `${key} ${JSON.stringify(values)}`

describe('The versions an add-on supports, in words', () => {
  const table: [string, string][] = [
    ['>=5.0.0 <6.0.0', t('addons.range.between', { from: '5.0.0', below: '6.0.0' })],
    ['^5.2.0', t('addons.range.between', { from: '5.2.0', below: '6.0.0' })],
    ['>=6.0.0', t('addons.range.from', { from: '6.0.0' })],
    ['>=5.0.0 <6.0.0 || >=7.0.0', '>=5.0.0 <6.0.0 || >=7.0.0'],
    ['5.0.0', '5.0.0'],
    ['no range', 'no range'],
  ]
  for (const [range, words] of table)
    it(`says ${range}`, () => {
      expect(rangeInWords(range, t)).to.equal(words)
    })
})
