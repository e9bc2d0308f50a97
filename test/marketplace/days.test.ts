import { expect } from 'chai'
import { describe, it } from 'mocha'
import { dayAfter, startOfDay } from '../../marketplace/days.ts'

describe('A day in a time zone', () => {
  it('begins when its clocks show midnight', () => {
    const starts = (day: string, zone: string) => startOfDay(day, zone)?.toISOString()
    expect(starts('2026-01-15', 'UTC')).to.equal('2026-01-15T00:00:00.000Z')
    expect(starts('2026-01-15', 'Asia/Tokyo')).to.equal('2026-01-14T15:00:00.000Z')
    expect(starts('2026-01-15', 'America/New_York')).to.equal('2026-01-15T05:00:00.000Z')
    expect(starts('2026-01-15', 'Asia/Kathmandu')).to.equal('2026-01-14T18:15:00.000Z')
    expect(starts('2026-01-15', 'Pacific/Kiritimati')).to.equal('2026-01-14T10:00:00.000Z')
  })

  it('has 23 or 25 hours when the clocks change', () => {
    const hours = (day: string) =>
      ((startOfDay(dayAfter(day), 'Europe/Berlin')?.getTime() ?? 0) -
        (startOfDay(day, 'Europe/Berlin')?.getTime() ?? 0)) /
      3_600_000
    expect(['2026-03-28', '2026-03-29', '2026-10-25', '2026-10-26'].map(hours)).to.deep.equal([
      24, 23, 25, 24,
    ])
  })

  it('is none when there is no such day', () => {
    for (const day of ['', '2026-02-30', '2026-13-01', '26-1-1', '2026-01-01T00:00', 'today'])
      expect(startOfDay(day, 'UTC'), day).to.equal(undefined)
    expect(dayAfter('2026-02-28')).to.equal('2026-03-01')
    expect(dayAfter('x')).to.equal('x')
  })
})
