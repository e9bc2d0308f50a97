const day = 86_400_000
const fewest = 5

/** The average of marks from 1 to 5, the share of happy customers (4 and 5), and the range it surely lies in. */
export function score(marks) {
  if (marks.some(mark => !Number.isInteger(mark) || mark < 1 || mark > 5)) throw new RangeError('marks are 1 to 5')
  if (marks.length < fewest) return { kind: 'too few', answers: marks.length, needed: fewest }
  const happy = marks.filter(mark => mark >= 4).length
  const average = marks.reduce((sum, mark) => sum + mark, 0) / marks.length
  return { kind: 'score', answers: marks.length, average, happy: happy / marks.length, range: range(happy, marks.length) }
}

// Wilson's interval at 95 %: unlike the textbook one it stays within 0 and 1 when answers are few.
function range(happy, answers) {
  const z = 1.96
  const share = happy / answers
  const middle = share + z ** 2 / (2 * answers)
  const spread = z * Math.sqrt((share * (1 - share) + z ** 2 / (4 * answers)) / answers)
  return [middle - spread, middle + spread].map(end => Math.min(1, Math.max(0, end / (1 + z ** 2 / answers))))
}

/** The latest answer to each ticket: a later one replaces an earlier one. */
export function latestAnswers(answers) {
  const sorted = answers.toSorted((a, b) => a.time - b.time)
  return [...new Map(sorted.map(answer => [answer.ticket, answer])).values()]
}

/** May this customer be asked, or were they asked too recently? */
export const mayAsk = (lastAsked, now, quietDays) => lastAsked === undefined || now - lastAsked >= quietDays * day

export default {}
