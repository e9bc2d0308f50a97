/** What a run of the campaigns about money measured, as tables for docs/assurance.md. */
export const moneyFigures = ({ settings, phases }) => {
  const seconds = phases.reduce((sum, phase) => sum + phase.seconds, 0)
  const violations = phases.reduce((sum, { tally }) => sum + tally.violations.length, 0)
  const head = `Measured on ${new Date().toISOString().slice(0, 10)} in ${many(Math.ceil(seconds / 60), 'minute')} with seed ${settings.seed}: ${many(violations, 'violation')}.`
  return [
    head,
    '',
    '| campaign | database | tried | presses | purchases begun | payments | charges in the books | polls at most | violations |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...phases.map(rowOf),
    '',
    ...lists(phases),
  ].join('\n')
}

const engines = { sqlite: 'SQLite', postgres: 'PostgreSQL' }

const rowOf = ({ name, engine, tally, ...phase }) =>
  `| ${[
    name,
    engines[engine],
    tried(name, tally, phase),
    tally.presses,
    tally.purchases,
    tally.paid,
    tally.charges,
    tally.polls,
    tally.violations.length,
  ].join(' | ')} |`

const sum = numbers => Object.values(numbers).reduce((all, number) => all + number, 0)

const tried = (name, { done, worlds, kills, restarts }) => {
  switch (name) {
    case 'faults':
      return `${many(sum(done), 'fault')} at ${many(Object.keys(done).length, 'call')}`
    case 'random stories':
      return `${many(worlds, 'story', 'stories')} of ${many(sum(done), 'step')}, ${many(restarts, 'restart')}`
    case 'known stories':
      return many(worlds, 'story', 'stories')
    case 'kill -9':
      return `${many(kills, 'process', 'processes')} killed`
    case 'events':
      return `${many(done.orders, 'order')}, ${many(done.stories, 'story', 'stories')}`
    default:
      return many(Object.keys(done).length, 'sort of rush', 'sorts of rush')
  }
}

const lists = phases =>
  phases.flatMap(({ name, engine, tally, killings }) => {
    if (name === 'faults') return [`Faults at each call: ${counted(tally.done)}.`, '']
    if (name === 'random stories')
      return [`Steps of the stories (${engines[engine]}): ${counted(tally.done)}.`, '']
    if (name === 'kill -9') return [`Killed (${engines[engine]}): ${killings.map(killed).join('; ')}.`, '']
    return []
  })

const many = (count, one, more = `${one}s`) => `${count} ${count === 1 ? one : more}`

const counted = done =>
  Object.entries(done)
    .map(([what, times]) => `${what} ${times}`)
    .join(', ')

const killed = ({ side, act, calls, tried: points }) =>
  `${side} in a ${act}, at ${Math.min(points, calls)} of ${calls} calls of its database, disk and network`
