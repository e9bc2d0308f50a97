import { expect } from 'chai'
import { describe, it } from 'mocha'
import { cronIn, nextAfter } from '../../contracts/cron.ts'

const next = (schedule: string, after: string, times = 1) => {
  const cron = cronIn(schedule)
  if (!cron) throw new Error(`${schedule} is no schedule`)
  const found: string[] = []
  for (let at: Date | undefined = new Date(after); at && found.length < times; ) {
    at = nextAfter(cron, at)
    if (at) found.push(at.toISOString().slice(0, 16))
  }
  return found
}

describe('A schedule', () => {
  it('says the next minute, hour, day, month or weekday', () => {
    const sunday = '2026-11-22T10:30:15.000Z'
    expect(next('* * * * *', sunday)).to.deep.equal(['2026-11-22T10:31'])
    expect(next('0 6 * * *', sunday)).to.deep.equal(['2026-11-23T06:00'])
    expect(next('*/20 * * * *', sunday, 3)).to.deep.equal([
      '2026-11-22T10:40',
      '2026-11-22T11:00',
      '2026-11-22T11:20',
    ])
    expect(next('30 8-10/2 * * 1-5', sunday, 2)).to.deep.equal(['2026-11-23T08:30', '2026-11-23T10:30'])
    expect(next('0 0 1 1,7 *', sunday, 2)).to.deep.equal(['2027-01-01T00:00', '2027-07-01T00:00'])
    expect(next('0 0 * * 7', sunday)).to.deep.equal(['2026-11-29T00:00'])
    expect(next('0 0 * * 0', sunday)).to.deep.equal(['2026-11-29T00:00'])
  })

  it('takes either day where a day and a weekday are said, as crontab does', () => {
    expect(next('0 0 24 * 3', '2026-11-22T00:00:00Z', 2)).to.deep.equal([
      '2026-11-24T00:00',
      '2026-11-25T00:00',
    ])
  })

  it('finds the 29th of February, and nothing on the 31st', () => {
    expect(next('0 0 29 2 *', '2026-11-22T00:00:00Z')).to.deep.equal(['2028-02-29T00:00'])
    expect(next('0 0 31 2 *', '2026-11-22T00:00:00Z')).to.deep.equal([])
  })

  it('is refused where it is none', () => {
    for (const text of [
      '',
      '* * * *',
      '* * * * * *',
      '60 * * * *',
      '* 24 * * *',
      '* * 0 * *',
      '* * * 13 *',
      '* * * * 8',
      '5-1 * * * *',
      '*/0 * * * *',
      'a * * * *',
      '1,,2 * * * *',
      '@daily',
      '-1 * * * *',
    ])
      expect(cronIn(text), text).to.equal(undefined)
  })
})
