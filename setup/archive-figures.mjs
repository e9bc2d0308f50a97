/** What a run of the campaign about archives measured, as tables for docs/assurance.md. */
export const archiveFigures = ({ most, violations, hostile, good }) =>
  [
    `Measured on ${new Date().toISOString().slice(0, 10)}, each archive in a process of its own: ${violations === 1 ? '1 violation' : `${violations} violations`}. No hostile archive may take more than ${most.ms / 1000} s and ${most.bytes / 1e6} MB beside what the process had.`,
    '',
    '| archives | tried | refused | installed | longest wait for the page | longest reading | most memory |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    row('hostile', hostile),
    row('good', good),
    '',
    'The five hostile archives that took the most memory:',
    '',
    '| archive | as sent | time | memory |',
    '| --- | --- | --- | --- |',
    ...hostile.costs
      .toSorted((a, b) => b.bytes - a.bytes)
      .slice(0, 5)
      .map(one => `| ${one.what} | ${size(one.length)} | ${Math.round(one.ms)} ms | ${size(one.bytes)} |`),
    '',
  ].join('\n')

const row = (name, { tried, longestPress, costs }) => {
  const installed = costs.filter(({ outcome }) => outcome === 'installed').length
  const worst = of => Math.max(...costs.map(of))
  const cells = [
    name,
    tried,
    costs.length - installed,
    installed,
    `${longestPress} ms`,
    `${Math.round(worst(({ ms }) => ms))} ms`,
    size(worst(({ bytes }) => bytes)),
  ]
  return `| ${cells.join(' | ')} |`
}

const size = bytes => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${Math.round(bytes / 1e6)} MB`)
