/** What a run of the campaign about kills measured, as tables for docs/assurance.md. */
export const killsFigures = figures => {
  const { minutes, seed, violations, cores, load, loadBefore } = figures
  return [
    `Measured on ${new Date().toISOString().slice(0, 10)} in ${minutes} minutes with seed ${seed}, on ${cores} cores under a load of ${Math.round(load)} (${Math.round(loadBefore)} before it began): ${violations.length} ${violations.length === 1 ? 'violation' : 'violations'}.`,
    '',
    '| what | measured |',
    '| --- | --- |',
    ...rowsOf(figures).map(([what, measured]) => `| ${what} | ${measured} |`),
    '',
    `Operations that a kill has interrupted: ${listed(figures.inside)}.`,
    '',
    `Answers by their status: ${listed(figures.statuses)}.`,
    '',
    ...violations.slice(0, 20).map(one => `- does not hold: ${one.replaceAll('`', "'")}`),
  ].join('\n')
}

const rowsOf = figures => [
  ['`kill -9` while it was up', figures.kills],
  ['of them while an operation was under way', figures.insideOperations],
  ['starts after it, the slowest', `${figures.kills}, ${figures.slowestStart} ms`],
  ['of them followed by a rest, where everything was looked at', figures.rested],
  ['presses, of them taken', `${figures.presses}, ${figures.taken}`],
  ['answers in all, pages and add-ons', figures.pages],
  ['visits that the add-on which nobody changes has counted, none forgotten', figures.told],
  ['lists that the vendor has signed meanwhile', figures.lists],
  ['versions of signed files met after kills, none lower than one before', listed(figures.versions)],
]

const listed = counts =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ')
