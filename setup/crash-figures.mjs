/** What a run of the campaign about crashes measured, as a table for docs/assurance.md. */
export const crashFigures = ({ phases, unsynced, load, cores }) => {
  const violations = phases.flatMap(one => one.violations)
  const seconds = phases.reduce((sum, one) => sum + one.seconds, 0)
  return [
    `Measured on ${new Date().toISOString().slice(0, 10)} in ${Math.ceil(seconds / 60)} minutes, on ${many(cores, 'core')} under a load of ${Math.round(load)}: ${many(violations.length, 'violation')}, ${many(unsynced.length, 'file')} or folders that got a name before they were on the platter.`,
    '',
    '| operation | database | harm | calls in a run | tried | died | found as before | found done | slowest start | violations |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...phases.map(row),
    '',
  ].join('\n')
}

const harms = {
  'signal=SIGKILL': '`kill -9`',
  'error=ENOSPC': 'disk full (ENOSPC)',
  'error=EIO': 'disk fails (EIO)',
}
const engines = { sqlite: 'SQLite', postgres: 'PostgreSQL' }

const row = one => {
  const { act, engine, how, calls, tried, killed, before, after, slowestStart, violations } = one
  const cells = [act, engines[engine], harms[how], calls, tried, killed, before, after, `${slowestStart} ms`]
  return `| ${[...cells, violations.length].join(' | ')} |`
}

const many = (count, one) => `${count} ${count === 1 ? one : `${one}s`}`
