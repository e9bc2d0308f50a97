import { waiting } from './digest.js'
import { inWords, isQuiet, lasting } from './rules.js'

/** The page "Daily digest": the latest one in words, who waits now, and the days before. */
export async function digestPage(_request, souk) {
  const now = await souk.now()
  const digests = (await souk.storage.list('digest ')).reverse()
  const shown = digests.filter(({ value }) => souk.settings.quietDays || !isQuiet(value))
  return {
    title: 'Daily digest',
    blocks: [...latest(shown), ...waitingNow(await waiting(souk), now), ...before(shown)],
  }
}

function latest([first]) {
  if (!first)
    return [
      { kind: 'text', text: 'There is no digest yet: the first one is made when the first day is over.' },
    ]
  return [
    { kind: 'heading', text: `Day of ${dateOf(first)}` },
    { kind: 'text', text: inWords(first.value) },
  ]
}

const waitingNow = (since, now) => [
  { kind: 'heading', text: 'Now' },
  {
    kind: 'facts',
    facts: [
      { name: 'Wait for a first reply', value: since.length },
      ...since.slice(0, 1).map(at => ({ name: 'The longest has waited', value: lasting(at, now) })),
    ],
  },
]

function before(digests) {
  if (digests.length === 0) return []
  const rows = digests.map(({ key, value }) => [
    dateOf({ key }),
    ...[value.opened, value.answered, value.closed, value.waiting],
  ])
  const columns = ['Day', 'Opened', 'Answered', 'Closed', 'Waiting at its end']
  return [{ kind: 'table', caption: 'The last days', columns, rows }]
}

const dateOf = ({ key }) => key.slice('digest '.length)
