/** The Bot API takes messages of at most so many characters. */
export const longestMessage = 4_096

/** What one update of the Bot API means to the help desk. */
export function readUpdate(update, lastSeen) {
  if (update.update_id <= lastSeen) return ignored('taken already')
  const message = update.message
  if (!message) return ignored('not a new message')
  if (message.chat.type !== 'private') return ignored('not a private chat')
  if (message.text === '/start') return { kind: 'chat started', chat: message.chat.id, name: nameOf(message.from) }
  const text = textOf(message)
  if (!text) return ignored('nothing to read')
  return { kind: 'message', chat: message.chat.id, name: nameOf(message.from), text }
}

const ignored = why => ({ kind: 'ignored', why })

const nameOf = from => [from?.first_name, from?.last_name].filter(Boolean).join(' ') || 'Somebody'

function textOf(message) {
  if (message.text) return message.text
  const attached = ['photo', 'document', 'voice', 'video', 'sticker'].find(kind => message[kind])
  return [attached && `[${attached}]`, message.caption].filter(Boolean).join(' ')
}

/** Divides a long reply where a paragraph, line, sentence or word ends; in the middle of a word only when it must. */
export function divide(text, longest = longestMessage) {
  const pieces = []
  let rest = text.trim()
  while (rest.length > longest) {
    const end = lastBreak(rest, longest)
    pieces.push(rest.slice(0, end).trimEnd())
    rest = rest.slice(end).trimStart()
  }
  return rest === '' ? pieces : [...pieces, rest]
}

function lastBreak(text, longest) {
  for (const mark of ['\n\n', '\n', '. ', ' ']) {
    const at = text.lastIndexOf(mark, longest - mark.length)
    if (at > longest / 2) return at + mark.length
  }
  return splitsPair(text, longest) ? longest - 1 : longest
}

// An emoji is two units long; half of one is shown as a question mark.
const splitsPair = (text, at) => /[\ud800-\udbff]/.test(text[at - 1]) && /[\udc00-\udfff]/.test(text[at])

/** Compares in the same time wherever the first difference is: an attacker can't guess letter by letter. */
export function sameSecret(given, expected) {
  let difference = given.length ^ expected.length
  for (let i = 0; i < expected.length; i++) difference |= given.charCodeAt(i) ^ expected.charCodeAt(i)
  return difference === 0
}

export default {}
