import { expect } from 'chai'
import fc from 'fast-check'
import { describe, it } from 'mocha'
import { addDays, addMonths, endOfPeriod, type RecurringCycle } from '../billing/calendar.ts'

const moments = fc
  .date({ min: new Date('2000-01-01T00:00:00Z'), max: new Date('2090-12-31T23:59:59Z'), noInvalidDate: true })
  .map(date => date.toISOString())

describe('The billing calendar', () => {
  const firstPeriods: [anchor: string, cycle: RecurringCycle, ends: string[]][] = [
    ['2025-01-31', 'monthly', ['2025-02-28', '2025-03-31', '2025-04-30', '2025-05-31']],
    ['2024-01-31', 'monthly', ['2024-02-29', '2024-03-31']],
    ['2025-01-30', 'monthly', ['2025-02-28', '2025-03-30']],
    ['2025-01-29', 'monthly', ['2025-02-28', '2025-03-29']],
    ['2024-01-29', 'monthly', ['2024-02-29', '2024-03-29']],
    ['2025-12-31', 'monthly', ['2026-01-31', '2026-02-28']],
    ['2024-11-30', 'quarterly', ['2025-02-28', '2025-05-30', '2025-08-30']],
    ['2025-08-31', 'semi-annually', ['2026-02-28', '2026-08-31']],
    ['2024-02-29', 'annually', ['2025-02-28', '2026-02-28', '2027-02-28', '2028-02-29']],
    ['2024-02-29', 'biennially', ['2026-02-28', '2028-02-29']],
    ['2024-02-29', 'triennially', ['2027-02-28', '2030-02-28', '2033-02-28', '2036-02-29']],
    ['2096-02-29', 'annually', ['2097-02-28', '2098-02-28', '2099-02-28', '2100-02-28']],
  ]
  for (const [anchor, cycle, ends] of firstPeriods)
    it(`counts ${cycle} periods from ${anchor} on as ${ends.join(', ')}`, () => {
      const counted = ends.map((_, i) => endOfPeriod(`${anchor}T10:30:00.250Z`, cycle, i + 1))
      expect(counted).to.deep.equal(ends.map(day => `${day}T10:30:00.250Z`))
    })

  it('keeps the time of day, and the day of the month wherever that month has it', () => {
    fc.assert(
      fc.property(moments, fc.integer({ min: 1, max: 480 }), (anchor, months) => {
        const [from, to] = [new Date(anchor), new Date(addMonths(anchor, months))]
        expect(to.toISOString().slice(10)).to.equal(anchor.slice(10))
        expect(to.getUTCFullYear() * 12 + to.getUTCMonth()).to.equal(
          from.getUTCFullYear() * 12 + from.getUTCMonth() + months,
        )
        const tomorrow = new Date(addDays(to.toISOString(), 1))
        const isLastDay = tomorrow.getUTCDate() === 1
        expect(
          to.getUTCDate() === from.getUTCDate() || (isLastDay && to.getUTCDate() < from.getUTCDate()),
        ).to.equal(true)
      }),
    )
  })

  it('never drifts: two years of months have 28 to 31 days each and end on the same day', () => {
    fc.assert(
      fc.property(moments, anchor => {
        const ends = Array.from({ length: 25 }, (_, n) => Date.parse(endOfPeriod(anchor, 'monthly', n)))
        expect(ends[0]).to.equal(Date.parse(anchor))
        const days = ends.slice(1).map((end, n) => (end - (ends[n] ?? 0)) / 86_400_000)
        expect(days.every(length => length >= 28 && length <= 31)).to.equal(true)
        expect(ends[24]).to.equal(Date.parse(addMonths(anchor, 24)))
      }),
    )
  })
})
