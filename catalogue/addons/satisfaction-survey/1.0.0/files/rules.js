const day = 86_400_000
const fewest = 5

/** The average of marks from 1 to 5, the share of happy customers (4 and 5), and the range it surely lies in. */
export function score(marks) {
  if (marks.some(mark => !Number.isInteger(mark) || mark < 1 || mark > 5))
    throw new RangeError('marks are 1 to 5')
  if (marks.length < fewest) return { kind: 'too few', answers: marks.length, needed: fewest }
  const happy = marks.filter(mark => mark >= 4).length
  const average = marks.reduce((sum, mark) => sum + mark, 0) / marks.length
  return {
    kind: 'score',
    answers: marks.length,
    average,
    happy: happy / marks.length,
    range: range(happy, marks.length),
  }
}

// Wilson's interval at 95 %: unlike the textbook one it stays within 0 and 1 when answers are few.
function range(happy, answers) {
  const z = 1.96
  const share = happy / answers
  const middle = share + z ** 2 / (2 * answers)
  const spread = z * Math.sqrt((share * (1 - share) + z ** 2 / (4 * answers)) / answers)
  return [middle - spread, middle + spread].map(end => Math.min(1, Math.max(0, end / (1 + z ** 2 / answers))))
}

/** May this customer be asked, or were they asked too recently? */
export const mayAsk = (lastAsked, now, quietDays) => lastAsked === null || now - lastAsked >= quietDays * day

/** One word for one customer: the address, or the place they write from where there is none. */
export const customerOf = ({ channel, key, customer }) =>
  Array.from((customer.address.toLowerCase() || `${channel} ${key}`).replace(/[\p{Cc}\p{Cs}]/gu, ''))
    .slice(0, 80)
    .join('')

export const marks = [
  { value: '5', text: '5, very satisfied' },
  { value: '4', text: '4, satisfied' },
  { value: '3', text: '3, neither' },
  { value: '2', text: '2, dissatisfied' },
  { value: '1', text: '1, very dissatisfied' },
]
const longestRemark = 1000

/** Reads what a customer sent: the answer, or what to correct. */
export function readAnswer({ mark, remark = '' }) {
  if (!marks.some(({ value }) => value === mark))
    return { kind: 'wrong', field: 'mark', error: 'Choose a mark from 1 to 5.' }
  if (remark.length > longestRemark)
    return {
      kind: 'wrong',
      field: 'remark',
      error: `Use at most ${longestRemark} characters; these are ${remark.length}.`,
    }
  return { kind: 'answer', mark: Number(mark), remark: remark.trim() }
}

/** The score as facts for a page. */
export function scoreFacts(found) {
  const { answers } = found
  if (found.kind === 'too few')
    return [{ name: 'Answers', value: `${answers}; a score is shown from ${found.needed}` }]
  const [low, high] = found.range.map(percent)
  return [
    { name: 'Answers', value: answers },
    { name: 'Average, of 5', value: found.average.toFixed(1) },
    { name: 'Happy customers (4 and 5)', value: percent(found.happy) },
    { name: 'Which surely lies between', value: `${low} and ${high}` },
  ]
}

const percent = share => `${Math.round(share * 100)} %`
