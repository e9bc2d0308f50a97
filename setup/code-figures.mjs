/** What a run of the campaign about code measured, as tables for docs/assurance.md. */
export const codeFigures = figures => {
  const rows = rowsOf(figures)
  const missed = rows.filter(({ isMet }) => isMet === false).map(({ what }) => what)
  const { note, machine, violations, seconds, byGroup } = figures
  const head = [
    `Measured on ${new Date().toISOString().slice(0, 10)} in ${Math.ceil(seconds / 60)} minutes`,
    `on ${machine.processors} processors with Node ${machine.node}, load ${machine.load.toFixed(1)} before it began${note && `, ${note}`}:`,
    `${violations.length} violations.`,
    missed.length === 0 ? 'Every target is met.' : `**Missed: ${missed.join('; ')}.**`,
  ]
  return [
    head.join(' '),
    '',
    '| what | measured | target |',
    '| --- | --- | --- |',
    ...rows.map(({ what, measured, target = '' }) => `| ${what} | ${measured} | ${target} |`),
    '',
    `Hostile add-ons by what they are after: ${counted(byGroup)}.`,
    '',
  ].join('\n')
}

const rowsOf = ({ outcome, answers, readings, recoveries, memory, none, calls, violations }) => [
  {
    what: 'hostile add-ons published, installed, asked and removed',
    measured: `${outcome.tried}, ${outcome.off} of them stopped for good`,
    target: 'all contained',
    isMet: violations.length === 0,
  },
  {
    what: 'longest wait of a visitor of one of them',
    measured: ms(outcome.waited),
    target: 'the deadline of 500 ms, and what the machine takes besides',
  },
  pages('nobody attacks', readings.quiet),
  pages('they attack', readings.attacked),
  pages(`six add-ons take all that they may, ${answers} answers of them`, readings.besieged),
  pages(`the runner hangs, ${recoveries.length} times`, readings.hung),
  ...back(recoveries),
  ...memoryRows(memory),
  {
    what: 'processes for add-on code, where no add-on runs code',
    measured: `${none}`,
    target: '0',
    isMet: none === 0,
  },
  {
    what: 'one call into add-on code and back, beside nine other add-ons',
    measured: `p50 ${calls.p50.toFixed(2)} ms, p99 ${calls.p99.toFixed(2)} ms`,
    target: 'p50 at most 0.3 ms',
    isMet: calls.p50 <= 0.3,
  },
]

const pages = (when, { times: { count, p50, p99, worst } }) => ({
  what: `${count} pages (grid, an add-on, inbox, status) while ${when}`,
  measured: `p50 ${ms(p50)}, p99 ${ms(p99)}, worst ${ms(worst)}`,
  target: 'p99 under 250 ms',
  isMet: p99 < 250,
})

const back = recoveries => {
  const [death, hang] = ['sinceDeath', 'sinceHang'].map(since => recoveries.map(one => one[since]))
  return [
    {
      what: 'from the end of a runner that hangs until another add-on answers',
      measured: `${ms(middle(death))}, worst ${ms(Math.max(...death))}`,
      target: 'under 1000 ms',
      isMet: Math.max(...death) < 1000,
    },
    {
      what: 'from the call that hangs until another add-on answers',
      measured: `${ms(middle(hang))}, worst ${ms(Math.max(...hang))}`,
    },
  ]
}

const memoryRows = memory =>
  [
    ['just loaded', memory.fresh],
    ['just after 900 requests and 300 messages', memory.busy],
    ['at rest after that', memory.idle],
    ['at rest after all attacks', memory.after],
  ].map(([when, { pss, most }]) => ({
    what: `memory of the runner with ten add-ons, ${when}`,
    measured: `PSS ${mb(pss)}; ${mb(most)} if it shared its files with the panel only`,
    ...(when.startsWith('at rest') && { target: 'at most 45 MB', isMet: most <= 45 }),
  }))

const ms = time => `${time.toFixed(0)} ms`
const mb = size => `${size.toFixed(1)} MB`
const middle = numbers => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]

const counted = done =>
  Object.entries(done)
    .map(([what, times]) => `${what} ${times}`)
    .join(', ')
