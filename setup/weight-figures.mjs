/** What a run of the campaign about weight measured, as a table for docs/performance.md. */
export const weightFigures = ({ budget, visits, weights, violations, cores, load }) => {
  const kb = bytes => (bytes / 1000).toFixed(1)
  const limit = (one, most) => kb(most * (one.language === 'en' ? 1 : budget.otherLanguages))
  return [
    `Measured on ${new Date().toISOString().slice(0, 10)} on ${cores} cores under a load of ${Math.round(load)}, median of ${visits} first visits in Chromium, 1280 by 800: ${violations.length === 0 ? 'everything is within the budget' : `**over budget: ${violations.join('; ')}**`}. Behind each figure stands its budget; KB are thousands of bytes.`,
    '',
    '| language | HTML + styles, KB | with script, KB | largest picture, KB | requests | everything with headers, KB | cards drawn, ms | second visit |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...weights.map(one =>
      [
        '',
        one.language,
        `${kb(one.html)} + ${kb(one.css)} = ${kb(one.html + one.css)} / ${limit(one, budget.page)}`,
        `${kb(one.html + one.css + one.script)} / ${limit(one, budget.withScript)}`,
        `${kb(one.largestPicture)} / ${kb(budget.picture)}`,
        `${one.requests} / ${budget.requests}`,
        `${kb(one.all)} / ${kb(budget.all)}`,
        `${Math.round(one.visibleMs)} / ${budget.visibleMs}`,
        `${one.again.kinds.length} request, ${kb(one.again.all)} KB`,
        '',
      ]
        .join(' | ')
        .trim(),
    ),
    '',
  ].join('\n')
}
