/** The Bot API takes messages of at most so many characters. */
export const longestMessage = 4_096

/** What one update of the Bot API means to the help desk. */
export function readUpdate({ message }) {
  if (!message) return ignored('not a new message')
  if (message.chat.type !== 'private') return ignored('not a private chat')
  if (message.text === '/start') return { kind: 'chat started', chat: message.chat.id }
  const text = textOf(message)
  return text ? { kind: 'message', message: messageFor(message, text) } : ignored('nothing to read')
}

const ignored = why => ({ kind: 'ignored', why })

/** Telegram delivers an update again until it was taken: the same message has the same external id. */
const messageFor = ({ chat, message_id, from, date }, text) => ({
  externalId: `${chat.id}/${message_id}`,
  conversationKey: String(chat.id),
  customer: { name: nameOf(from), address: from?.username ? `@${from.username}` : '' },
  text,
  at: new Date(date * 1_000).toISOString(),
})

const nameOf = from => [from?.first_name, from?.last_name].filter(Boolean).join(' ') || 'Somebody'

function textOf(message) {
  const attached = ['photo', 'document', 'voice', 'video', 'sticker'].find(kind => message[kind])
  const text = message.text ?? [attached && `[${attached}]`, message.caption].filter(Boolean).join(' ')
  return text.replace(/(?![\n\t])\p{Cc}/gu, '').trim()
}

/** A reply with the first name of the operator who wrote it. */
export const signed = (text, by) => (by.kind === 'operator' ? `${text}\n\n– ${by.name.split(' ')[0]}` : text)

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
