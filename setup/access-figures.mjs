/** What a run of the campaign about access found, as a table for docs/access.md. */
export const accessFigures = ({ pages, fragments, byMode, rules, unmeasured, problems, seconds }) =>
  [
    `Looked at on ${new Date().toISOString().slice(0, 10)} in ${Math.ceil(seconds / 60)} minutes: ${pages} whole pages and ${fragments} fragments of different shape, ${rules} rules of axe that found something to look at. ${problems === 0 ? 'Nothing was found that hinders anybody.' : `**${problems} different problems.**`} ${unmeasured === 0 ? 'Every contrast could be measured.' : `Of ${unmeasured} pieces of text axe could not measure the contrast.`}`,
    '',
    '| way of looking | pages and fragments | texts whose contrast was measured | problems |',
    '| --- | --- | --- | --- |',
    ...Object.entries(byMode).map(
      ([name, one]) => `| ${[name, one.pages, one.measured, one.problems].join(' | ')} |`,
    ),
    '',
  ].join('\n')
