import { limits } from './rules.js'
import { referenceOf } from './tickets.js'

/** The contact form, with what was typed and what to correct. */
export const formPage = ({ settings, ticket, typed = {}, errors = {}, notice }) => ({
  title: settings.heading,
  ...(notice && { notice: { tone: 'bad', text: notice } }),
  blocks: [
    {
      kind: 'form',
      action: '/',
      submit: 'Send',
      fields: [
        fieldOf('text', 'name', 'Your name', typed, errors),
        fieldOf('email', 'email', 'Your e-mail address', typed, errors),
        settings.subjects?.length
          ? choiceOf(settings.subjects, typed, errors)
          : fieldOf('text', 'subject', 'Subject', typed, errors),
        fieldOf('long text', 'message', 'Message', typed, errors),
        { type: 'trap', name: 'website' },
        { type: 'hidden', name: 'ticket', value: ticket },
      ],
    },
  ],
})

const fieldOf = (type, name, label, typed, errors) => ({
  type,
  name,
  label,
  required: true,
  maxLength: limits[name],
  value: (typed[name] ?? '').slice(0, 20_000),
  ...(errors[name] && { error: errors[name] }),
})

const choiceOf = (subjects, typed, errors) => ({
  type: 'choice',
  name: 'subject',
  label: 'Subject',
  choices: subjects.map(subject => ({ value: subject, text: subject })),
  value: subjects.includes(typed.subject) ? typed.subject : subjects[0],
  ...(errors.subject && { error: errors.subject }),
})

/** Says where the answer will be: this add-on sends no e-mail. */
export const thanksPage = ({ settings, key, ticket, isKept, publicUrl }) => ({
  title: 'Thank you',
  notice: { tone: 'good', text: settings.thanks },
  blocks: [
    { kind: 'facts', facts: [{ name: 'Reference', value: referenceOf(key) }] },
    ...(isKept ? whereToRead(ticket, publicUrl) : []),
  ],
})

const whereToRead = (ticket, publicUrl) => [
  {
    kind: 'text',
    text:
      'Our answer will be on a page that only you know. No e-mail is sent, so keep its address:\n' +
      publicUrl +
      conversationAt(ticket),
  },
  { kind: 'link', text: 'Read the conversation', href: conversationAt(ticket) },
]

export const thanksAt = ticket => `/thanks?ticket=${ticket}`
export const conversationAt = ticket => `/conversation?ticket=${ticket}`

/** What was written on both sides, and a form to go on. */
export const conversationPage = ({ about, asked, answered, key, ticket, typed = '', error, notice }) => ({
  title: about.subject,
  ...(notice && { notice: { tone: 'bad', text: notice } }),
  blocks: [
    { kind: 'facts', facts: [{ name: 'Reference', value: referenceOf(key) }] },
    ...inOrder(asked, answered).flatMap(said => [
      { kind: 'heading', text: `${said.by ?? 'You'}, ${said.at.slice(0, 16).replace('T', ' ')} UTC` },
      { kind: 'text', text: said.text },
    ]),
    ...(answered.length === 0
      ? [{ kind: 'text', text: 'There is no answer yet. Come back to this page later.' }]
      : []),
    {
      kind: 'form',
      action: conversationAt(ticket),
      submit: 'Send',
      fields: [
        fieldOf('long text', 'message', 'Write again', { message: typed }, { message: error }),
        { type: 'trap', name: 'website' },
        { type: 'hidden', name: 'after', value: asked.at(-1)?.id ?? '' },
      ],
    },
  ],
})

const shown = 45

const inOrder = (asked, answered) =>
  [...asked, ...answered].toSorted((a, b) => a.at.localeCompare(b.at)).slice(-shown)

export const gonePage = {
  title: 'This page is not there',
  blocks: [
    { kind: 'text', text: 'The address is not complete, or the conversation is no longer kept.' },
    { kind: 'link', text: 'Write to us', href: '/' },
  ],
}
