import { daysOf } from './days.js'
import { change, dateOf, inWords, median, weekFrom, weeksBefore } from './rules.js'

const shown = 12

/** The page "Insights": the weeks side by side, as charts and as a table. */
export async function insightsPage(_request, souk) {
  const now = await souk.now()
  const begins = weeksBefore(dateOf(now), souk.settings.firstDay, shown)
  const days = await daysOf(monthsOf(begins[0], dateOf(now)), now, souk)
  const weeks = begins.map(begin => weekFrom(begin, days))
  const [before, last] = weeks.slice(-3, -1)
  return {
    title: 'Insights',
    blocks: [
      { kind: 'text', text: `Last full week: ${inWords(change(last.minutes, before.minutes))}` },
      chart('Conversations opened, by week', weeks, ({ opened }) => opened),
      chart('Conversations closed, by week', weeks, ({ closed }) => closed),
      chart('Minutes to the first reply (median), by week', weeks, ({ minutes }) => median(minutes) ?? 0),
      {
        kind: 'table',
        caption: 'All figures, the latest week first',
        columns,
        rows: weeks.toReversed().map(rowOf),
      },
    ],
  }
}

const chart = (caption, weeks, valueOf) => ({
  kind: 'chart',
  caption,
  bars: weeks.map(week => ({ label: week.begin, value: valueOf(week) })),
})

const columns = ['Week from', 'Opened', 'Closed', 'First replies', 'Minutes to it (median)']
const rowOf = ({ begin, opened, closed, minutes }) => [
  begin,
  opened,
  closed,
  minutes.length,
  median(minutes) ?? '–',
]

/** The months between two dates, as 2026-11. */
function monthsOf(from, to) {
  const months = []
  const month = new Date(`${from.slice(0, 7)}-01`)
  for (; month <= new Date(to); month.setUTCMonth(month.getUTCMonth() + 1))
    months.push(month.toISOString().slice(0, 7))
  return months
}
