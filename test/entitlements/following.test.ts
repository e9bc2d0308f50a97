import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { Entitlement } from '../../contracts/marketplace-api.ts'
import { type Facts, following, silenced } from '../../marketplace/entitlements/following.ts'
import type { Held, Lapse } from '../../marketplace/entitlements.ts'

const now = new Date('2026-11-22T12:00:00.000Z')
const days = (count: number) => new Date(now.getTime() + count * 86_400_000).toISOString()

const right = (change: Partial<Held> = {}): Held => ({
  id: 'right',
  licence: 'licence',
  addon: 'japanese',
  kind: 'recurring',
  cycle: 'monthly',
  state: 'active',
  since: days(-40),
  paidUntil: days(10),
  nextCharge: { at: days(10), amount: 400, currency: 'USD' },
  priceChange: null,
  pastDueSince: null,
  invoice: null,
  usableUntil: null,
  endedAt: null,
  endedBecause: null,
  endsAt: null,
  major: null,
  revision: 1,
  readAt: days(0),
  ...change,
})
const on = [{ addon: 'japanese', active: true }]
const off = [{ addon: 'japanese', active: false }]
const plan = (facts: Partial<Facts>) =>
  following({ installed: on, held: [], lapses: [], paid: new Set(['japanese']), missing: {}, now, ...facts })
const reasonFor = (change: Partial<Entitlement>) => plan({ held: [right(change)] }).off[0]?.because ?? 'runs'
const lapse = (because: Lapse['because']): Lapse => ({
  addon: 'japanese',
  entitlement: 'right',
  at: days(-1),
  because,
})

describe('What a fresh reply switches off', () => {
  const table: [string, Partial<Entitlement>, string][] = [
    ['an active right', {}, 'runs'],
    ['a right past due, in its grace', { state: 'past due', usableUntil: days(5) }, 'runs'],
    ['a right past due, whatever this clock says', { state: 'past due', usableUntil: days(-5) }, 'runs'],
    ['a suspended right in its grace', { state: 'suspended', usableUntil: days(1) }, 'runs'],
    ['a suspended right after its grace', { state: 'suspended', usableUntil: days(-1) }, 'suspended'],
    ['a suspended right without a grace', { state: 'suspended', usableUntil: null }, 'suspended'],
    ['a right that ended unpaid', { state: 'ended', endedBecause: 'unpaid', usableUntil: days(-1) }, 'ended'],
    [
      'a refunded right in its grace',
      { state: 'ended', endedBecause: 'refunded', usableUntil: days(13) },
      'runs',
    ],
    [
      'a refunded right after its grace',
      { state: 'ended', endedBecause: 'refunded', usableUntil: days(-1) },
      'ended',
    ],
    [
      'a one-time right that was refunded',
      { kind: 'one-time', state: 'ended', endedBecause: 'refunded', usableUntil: days(-1) },
      'ended',
    ],
    ['a one-time right', { kind: 'one-time' }, 'runs'],
    ['a right ended by the vendor', { state: 'ended', endedBecause: 'ended by vendor' }, 'ended'],
    ['a right that went with the licence', { state: 'ended', endedBecause: 'transferred' }, 'ended'],
    [
      'a right cancelled in the client area',
      { state: 'ended', endedBecause: 'cancelled', usableUntil: days(0) },
      'cancelled',
    ],
    ['a right that ends later', { endsAt: days(5) }, 'runs'],
    ['a free right that was ended', { kind: 'free', state: 'ended' }, 'runs'],
  ]
  for (const [words, change, expected] of table)
    it(`${words}: ${expected}`, () => expect(reasonFor(change)).to.equal(expected))

  it('looks at the newer one of two rights', () => {
    const ended = right({ id: 'old', state: 'ended', endedBecause: 'cancelled', endedAt: days(-30) })
    expect(plan({ held: [ended, right()] }).off).to.deep.equal([])
  })

  it('leaves alone what is off already, and what nobody has to pay for', () => {
    expect(plan({ installed: off, held: [right({ state: 'suspended' })] }).off).to.deep.equal([])
    expect(plan({ paid: new Set() }).off).to.deep.equal([])
  })

  it('gives a paid add-on without any right fourteen days from when that was seen first', () => {
    const first = plan({})
    expect(first).to.deep.equal({ off: [], on: [], forget: [], missing: { japanese: now.toISOString() } })
    expect(plan({ missing: { japanese: days(-13) } }).off).to.deep.equal([])
    const last = plan({ missing: { japanese: days(-14) } })
    expect(last.off).to.deep.equal([{ addon: 'japanese', because: 'no entitlement', entitlement: '' }])
    expect(last.missing).to.deep.equal({ japanese: days(-14) })
    expect(plan({ missing: { japanese: days(-14) }, held: [right()] }).missing).to.deep.equal({})
  })
})

describe('What a fresh reply switches on again', () => {
  it('is what was on when it lapsed, once its right is good again', () => {
    expect(plan({ installed: off, held: [right()], lapses: [lapse('suspended')] }).on).to.deep.equal([
      'japanese',
    ])
    expect(plan({ installed: off, held: [right()], lapses: [] }).on).to.deep.equal([])
    const still = plan({
      installed: off,
      held: [right({ state: 'suspended' })],
      lapses: [lapse('suspended')],
    })
    expect([still.on, still.forget]).to.deep.equal([[], []])
  })

  it('forgets a lapse of what somebody switched on by hand, or uninstalled', () => {
    expect(plan({ held: [right()], lapses: [lapse('ended')] }).forget).to.deep.equal(['japanese'])
    expect(plan({ installed: [], held: [right()], lapses: [lapse('ended')] }).forget).to.deep.equal([
      'japanese',
    ])
  })
})

describe('What too long a silence switches off', () => {
  const silent = (held: Held[]) => silenced({ installed: on, held, now }).map(({ because }) => because)

  it('is a subscription, and nothing that was bought once or is free', () => {
    expect(silent([right()])).to.deep.equal(['silence'])
    expect(silent([right({ state: 'past due' })])).to.deep.equal(['silence'])
    expect(silent([right({ kind: 'one-time' })])).to.deep.equal([])
    expect(silent([right({ kind: 'free' })])).to.deep.equal([])
    expect(silent([right(), right({ id: 'once', kind: 'one-time' })])).to.deep.equal([])
    expect(silent([])).to.deep.equal([])
  })
})
