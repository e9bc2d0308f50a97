/** What a run of the campaign about the catalogue measured, as a table for docs/assurance.md. */
export const repositoryFigures = ({ most, violations, slow, tally }) =>
  [
    `Measured on ${new Date().toISOString().slice(0, 10)}: ${violations === 1 ? '1 violation' : `${violations} violations`}. \`npm test\` meets ${tally.attacks} attacks and turns of keys: ${tally.sorts.join(', ')}. The table is about those that need time; the 99th percentile of other pages may be ${most.p99} ms.`,
    '',
    '| what the host does | its page answered after | it was over after | other pages meanwhile | p99 | longest |',
    '| --- | --- | --- | --- | --- | --- |',
    ...slow.map(
      one =>
        `| ${one.what} | ${(one.page / 1_000).toFixed(1)} s | ${one.seconds.toFixed(1)} s | ${one.pages} | ${Math.round(one.p99)} ms | ${Math.round(one.longest)} ms |`,
    ),
    '',
  ].join('\n')
