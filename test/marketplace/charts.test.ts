import { expect } from 'chai'
import { describe, it } from 'mocha'
import { roundAbove, stackedBars } from '../../marketplace/charts.ts'
import { dailyIn } from '../../marketplace/code/daily.ts'
import { daysUntil, dayIn, monthsUntil } from '../../marketplace/days.ts'
import { spendingIn } from '../../marketplace/spending.ts'

const now = new Date('2026-11-22T08:00:00.000Z')
const shapes = (columns: number[][], direction: 'ltr' | 'rtl' = 'ltr') =>
  stackedBars(columns, direction).bars.map(
    ({ series, x, y, width, height }) => `${series}: ${x} ${y} ${width} ${height}`,
  )

describe('Columns of a chart', () => {
  const table: [string, number[][], string[]][] = [
    ['there is nothing at all', [], []],
    ['there is nothing in any period', [[0, 0], [0]], []],
    ['one number fills the picture up to a round one', [[10]], ['0: 15 0 70 100']],
    ['the next round number is the top', [[12]], ['0: 15 40 70 60']],
    ['numbers of one period stand on each other', [[5, 15]], ['0: 15 75 70 25', '1: 15 0 70 75']],
    ['periods stand beside each other', [[10], [5]], ['0: 7.5 0 35 100', '0: 57.5 50 35 50']],
    ['what is nothing takes no room', [[0, 10]], ['1: 15 0 70 100']],
  ]
  for (const [title, columns, bars] of table)
    it(`are right where ${title}`, () => {
      expect(shapes(columns)).to.deep.equal(bars)
    })

  it('begin at the right where people read from the right', () => {
    expect(shapes([[10], [5]], 'rtl')).to.deep.equal(['0: 57.5 0 35 100', '0: 7.5 50 35 50'])
  })

  it('end at 1, 2 or 5 with zeros', () => {
    expect([0, 1, 2, 3, 10, 11, 499, 501, 123_456_789].map(roundAbove)).to.deep.equal([
      1, 1, 2, 5, 10, 20, 500, 1000, 200_000_000,
    ])
  })

  it('stay in the picture and are as high as their numbers, whatever these are', () => {
    const columns = Array.from({ length: 12 }, (_, month) => [month * 37, 5000 - month * 401, 1])
    const { top, bars } = stackedBars(columns, 'ltr')
    for (const { x, y, width, height } of bars) {
      expect([x, y, height].every(length => length >= 0)).to.equal(true)
      expect(Math.max(x + width, y + height)).to.be.at.most(100.02)
    }
    const height = (bars.reduce((sum, bar) => sum + bar.height, 0) / 100) * top
    expect(height).to.be.closeTo(
      columns.flat().reduce((sum, value) => sum + Math.max(0, value), 0),
      50,
    )
  })
})

describe('Periods of a chart', () => {
  it('are days and months of the reader’s own clock', () => {
    expect(
      ['UTC', 'Pacific/Kiritimati', 'America/Los_Angeles'].map(zone => dayIn('2026-11-22T03:00:00Z', zone)),
    ).to.deep.equal(['2026-11-22', '2026-11-22', '2026-11-21'])
  })

  it('end with this one, over the ends of months and years', () => {
    expect(daysUntil('2026-03-02', 4)).to.deep.equal(['2026-02-27', '2026-02-28', '2026-03-01', '2026-03-02'])
    expect(monthsUntil('2026-01-31', 3)).to.deep.equal(['2025-11', '2025-12', '2026-01'])
  })
})

describe('Spending', () => {
  const charge = (addon: string, amount: number, paidAt: string, currency = 'USD') => ({
    invoice: `${addon} ${paidAt}`,
    addon,
    currency,
    amount,
    paidAt,
  })

  it('is added up by month and add-on, each currency for itself, the dearest add-on first', () => {
    const [jpy, usd, ...others] = spendingIn(
      [
        charge('telegram', 500, '2026-10-01T00:00:00Z'),
        charge('telegram', 500, '2026-11-01T00:00:00Z'),
        charge('sms', 900, '2026-11-02T00:00:00Z'),
        charge('sms', 900, '2026-11-03T00:00:00Z'),
        charge('japanese', 600, '2026-11-03T00:00:00Z', 'JPY'),
        charge('telegram', 500, '2025-11-30T23:00:00Z'),
      ],
      now,
      'UTC',
    )
    expect(others).to.deep.equal([])
    expect([jpy?.currency, jpy?.addons, jpy?.amounts.at(-1)]).to.deep.equal(['JPY', ['japanese'], [600]])
    expect([usd?.months.length, usd?.months[0], usd?.addons]).to.deep.equal([
      12,
      '2025-12',
      ['sms', 'telegram'],
    ])
    expect(usd?.amounts.slice(-3)).to.deep.equal([
      [0, 0],
      [0, 500],
      [1800, 500],
    ])
  })

  it('shows five add-ons at most: the cheapest ones together', () => {
    const bought = (count: number) =>
      spendingIn(
        Array.from({ length: count }, (_, index) =>
          charge(`addon-${index}`, 100 - index, '2026-11-02T00:00:00Z'),
        ),
        now,
        'UTC',
      )[0]
    expect(bought(5)?.addons).to.deep.equal(['addon-0', 'addon-1', 'addon-2', 'addon-3', 'addon-4'])
    expect(bought(7)?.addons).to.deep.equal(['addon-0', 'addon-1', 'addon-2', 'addon-3', null])
    expect(bought(7)?.amounts.at(-1)).to.deep.equal([100, 99, 98, 97, 96 + 95 + 94])
  })

  it('counts a charge to the month that the reader had then', () => {
    const late = [charge('telegram', 500, '2026-10-31T23:30:00Z')]
    const filled = (zone: string) =>
      spendingIn(late, now, zone).map(
        ({ months, amounts }) => months[amounts.findIndex(([amount]) => amount === 500)],
      )
    expect([filled('UTC'), filled('Europe/Berlin')]).to.deep.equal([['2026-10'], ['2026-11']])
  })
})

describe('Deliveries by day', () => {
  it('are added up in the reader’s days, with the days on which there were none', () => {
    const hours = [
      { hour: '2026-11-08T23', done: 9, dead: 9 },
      { hour: '2026-11-21T22', done: 2, dead: 1 },
      { hour: '2026-11-21T23', done: 3, dead: 0 },
      { hour: '2026-11-22T07', done: 4, dead: 0 },
    ]
    const ends = (zone: string) => dailyIn(hours, now, zone)?.slice(-2)
    expect(dailyIn(hours, now, 'UTC')).to.have.length(14)
    expect(ends('UTC')).to.deep.equal([
      { day: '2026-11-21', done: 5, dead: 1 },
      { day: '2026-11-22', done: 4, dead: 0 },
    ])
    expect(ends('Europe/Berlin')).to.deep.equal([
      { day: '2026-11-21', done: 2, dead: 1 },
      { day: '2026-11-22', done: 7, dead: 0 },
    ])
  })

  it('are no chart where there were none', () => {
    expect(dailyIn([{ hour: '2026-11-01T00', done: 1, dead: 0 }], now, 'UTC')).to.equal(null)
  })
})
