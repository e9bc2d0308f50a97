const mostRules = 200
const mostText = 20_000
const closing = 'close'

/** Reads one rule a line, `words, more words -> tag`, and names the lines that are none. */
export function readRules(text) {
  const lines = text.split(/\r?\n/).map((line, i) => readLine(line.trim(), i + 1))
  const rules = lines.filter(line => line.kind === 'rule')
  const errors = lines.filter(line => line.kind === 'error').map(line => line.sentence)
  if (rules.length > mostRules) errors.push(`Use at most ${mostRules} rules; these are ${rules.length}.`)
  return { rules: rules.slice(0, mostRules).map(({ words, tag }) => ({ words, tag })), errors }
}

function readLine(line, number) {
  if (line === '') return { kind: 'empty' }
  const [left, tag, ...more] = line.split('->').map(part => part.trim())
  const words = left
    .split(',')
    .map(readWord)
    .filter(word => word.text !== '')
  if (words.length === 0 || tag === undefined || more.length > 0) return error(number, 'write words, an arrow, and a tag')
  if (!/^[a-z0-9-]{2,24}$/.test(tag))
    return error(number, 'a tag has 2 to 24 small letters, digits and hyphens')
  return { kind: 'rule', words, tag }
}

const readWord = written => ({ text: plain(written), begins: written.trim().endsWith('*') })

const error = (number, what) => ({ kind: 'error', sentence: `Line ${number}: ${what}.` })

/** The tags of all rules whose words stand in the text, each once, and whether one of them says to close. */
export function whatToDo(rules, text) {
  const padded = ` ${plain(text.slice(0, mostText))} `
  const fitting = rules.filter(rule => rule.words.some(word => stands(word, padded)))
  const tags = [...new Set(fitting.map(rule => rule.tag))]
  return { tags: tags.filter(tag => tag !== closing), closes: tags.includes(closing) }
}

// Searching for a plain text, not for an expression made of it: a rule can't make the search run for ever.
const stands = (word, padded) => padded.includes(word.begins ? ` ${word.text}` : ` ${word.text} `)

/** Small letters without accents; whatever is neither letter nor digit becomes one space. */
export const plain = text =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
