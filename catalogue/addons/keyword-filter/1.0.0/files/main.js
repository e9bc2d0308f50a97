import { readRules, whatToDo } from './rules.js'

/** Tags a new conversation by its first message, or closes it. */
async function sort({ conversation, message }, souk) {
  const { rules: text = '', subjectOnly = false } = souk.settings
  const { rules, errors } = readRules(text)
  const [error] = errors
  await souk.notify({
    id: 'rules',
    tone: 'warning',
    text: error ? `Its rules can't all be read. ${error}` : null,
  })

  const words = subjectOnly ? conversation.subject : `${conversation.subject}\n${message?.text ?? ''}`
  const { tags, closes } = whatToDo(rules, words)
  for (const tag of tags) await tagWith(tag, conversation.id, souk)
  if (closes) await souk.inbox.close(conversation.id)
}

// what can't be tagged any more is no reason to try all of it again
async function tagWith(tag, conversation, souk) {
  try {
    await souk.inbox.tag(conversation, tag)
  } catch (error) {
    if (error.code !== 'too many') throw error
    souk.log.warn(`The tag ${tag} is left out: ${error.message}`)
  }
}

export default { events: { 'conversation.opened': sort } }
