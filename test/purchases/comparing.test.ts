import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { Purchase as Reply } from '../../contracts/marketplace-api.ts'
import { isBoughtBy, oddAnswer, oddFields } from '../../marketplace/purchases/comparing.ts'
import { invoice, paidReply, purchase, right } from '../support/bought.ts'

const open = invoice({ state: 'open' })
const unpaid = { entitlement: null, invoice: open } as const

/** What the client area says, and what does not fit in it. */
const answers: [string, Partial<Reply>, string[]][] = [
  ['paid, as it was confirmed', {}, []],
  ['paid, and refunded since', { invoice: invoice({ state: 'refunded' }) }, []],
  ['payment due, with the invoice', { ...unpaid, state: 'payment due' }, []],
  ['to be confirmed at the bank', { ...unpaid, state: 'action required' }, []],
  ['processing', { entitlement: null, invoice: invoice({ state: 'processing' }), state: 'processing' }, []],
  [
    'refused, with the reason',
    { state: 'refused', refusal: 'price changed', invoice: null, entitlement: null },
    [],
  ],
  ['withdrawn', { state: 'withdrawn', entitlement: null, invoice: invoice({ state: 'void' }) }, []],
  ['withdrawn, without an invoice', { state: 'withdrawn', entitlement: null, invoice: null }, []],
  ['void', { state: 'void', entitlement: null, invoice: invoice({ state: 'void' }) }, []],

  ['another reference', { reference: 'reference-of-another' }, ['reference']],
  ['another licence', { licence: 'licence-2' }, ['licence']],
  ['another account', { account: 'account-2' }, ['account']],
  ['another add-on', { addon: 'telegram', invoice: invoice({ addon: 'telegram' }) }, ['addon']],
  ['another cycle', { cycle: 'annually' }, ['cycle']],
  ['another currency', { currency: 'JPY', invoice: invoice({ currency: 'JPY' }) }, ['currency']],
  ['another amount', { total: 4000, invoice: invoice({ total: 4000 }) }, ['total']],
  ['a larger amount by one cent', { total: 401, invoice: invoice({ total: 401 }) }, ['total']],
  ['a smaller amount', { total: 0, invoice: invoice({ total: 0 }) }, ['total']],
  [
    'everything else',
    { addon: 'telegram', total: 1, currency: 'EUR', invoice: null },
    ['addon', 'currency', 'total', 'invoice'],
  ],

  ['paid, without a right', { entitlement: null }, ['entitlement']],
  ['paid, without an invoice', { invoice: null }, ['invoice']],
  ['paid, with an open invoice', { invoice: open }, ['invoice']],
  ['paid, with the invoice of another amount', { invoice: invoice({ total: 4000 }) }, ['invoice']],
  ['paid, with the invoice of another add-on', { invoice: invoice({ addon: 'telegram' }) }, ['invoice']],
  ['paid, with an invoice in another currency', { invoice: invoice({ currency: 'EUR' }) }, ['invoice']],
  ['paid and refused', { refusal: 'not sold' }, ['refusal']],
  [
    'payment due, without an invoice',
    { state: 'payment due', entitlement: null, invoice: null },
    ['invoice'],
  ],
  ['payment due, with a paid invoice', { state: 'payment due', entitlement: null }, ['invoice']],
  ['payment due, and entitled all the same', { state: 'payment due', invoice: open }, ['entitlement']],
  ['processing, without an invoice', { state: 'processing', entitlement: null, invoice: null }, ['invoice']],
  ['refused, without a reason', { state: 'refused', entitlement: null, invoice: null }, ['refusal']],
  ['refused, with an invoice', { ...unpaid, state: 'refused', refusal: 'not sold' }, ['invoice']],
  ['withdrawn, and entitled all the same', { state: 'withdrawn', invoice: null }, ['entitlement']],
  ['withdrawn, with a paid invoice', { state: 'withdrawn', entitlement: null }, ['invoice']],
  ['void, with a paid invoice', { state: 'void', entitlement: null }, ['invoice']],
]

describe('An answer about a purchase', () => {
  for (const [words, change, odd] of answers)
    it(`that says "${words}" ${odd.length === 0 ? 'is believed' : `is not believed: ${odd.join(', ')}`}`, () => {
      expect(oddFields(purchase(), paidReply(change))).to.deep.equal(odd)
    })

  it('that does not fit is kept with what it said', () => {
    const reply = paidReply({ total: 4000 })
    expect(oddAnswer(reply, ['total'])).to.include({ total: 4000, currency: 'USD', state: 'paid' })
  })
})

describe('The right that a purchase bought', () => {
  const rights: [string, Parameters<typeof right>[0], boolean][] = [
    ['is of its licence, add-on and cycle', {}, true],
    ['may have ended since', { state: 'ended', endedBecause: 'cancelled' }, true],
    ['is not of another licence', { licence: 'licence-2' }, false],
    ['is not of another add-on', { addon: 'telegram' }, false],
    ['is not of another cycle', { cycle: 'annually' }, false],
    ['is not a free one', { kind: 'free', cycle: null }, false],
    ['is not bought for ever where a month was paid', { kind: 'one-time', cycle: 'one-time' }, false],
  ]
  for (const [words, change, fits] of rights)
    it(words, () => expect(isBoughtBy(purchase(), right(change))).to.equal(fits))

  it('is one without an end where it was bought once', () => {
    const once = purchase({ cycle: 'one-time' })
    expect(isBoughtBy(once, right({ kind: 'one-time', cycle: null }))).to.equal(true)
    expect(isBoughtBy(once, right())).to.equal(false)
  })
})
