/** What a run of the campaign about a panel that stays up measured, as tables for docs/assurance.md. */
export const stayUpFigures = ({ most, pages, starts, violations, cores, load }) =>
  [
    `Measured on ${new Date().toISOString().slice(0, 10)} on ${cores} cores under a load of ${Math.round(load)}: ${violations.length === 0 ? 'every target is met' : `**missed: ${violations.join('; ')}**`}. The 99th percentile of other pages may be ${most.p99} ms, a start ${most.startMs} ms.`,
    '',
    '| while | other pages asked for | p99 | longest |',
    '| --- | --- | --- | --- |',
    ...pages.map(
      one => `| ${one.title} | ${one.pages} | ${Math.round(one.p99)} ms | ${Math.round(one.longest)} ms |`,
    ),
    '',
    '| a start with | until it listens |',
    '| --- | --- |',
    ...starts.map(({ title, ms }) => `| ${title} | ${Math.round(ms)} ms |`),
    '',
  ].join('\n')
