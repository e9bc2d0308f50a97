import type { Sample } from '../../catalogue/test/support.ts'
import type { Permissions } from '../../contracts/manifest.ts'
import { noRights } from '../../marketplace/code/rights.ts'

interface CodeSample {
  kind?: 'channel' | 'plugin'
  version?: string
  rights?: Partial<Permissions>
  settings?: Record<string, unknown>
  manifest?: Record<string, unknown>
  others?: Record<string, string>
}

/** An add-on that runs this code, with these rights. */
export const codeSample = (slug: string, main: string, more: CodeSample = {}): Sample => ({
  slug,
  version: more.version ?? '1.0.0',
  manifest: {
    kind: more.kind ?? 'plugin',
    name: slug.charAt(0).toUpperCase() + slug.slice(1),
    language: undefined,
    tags: ['sample'],
    permissions: { ...noRights, ...more.rights },
    ...(more.settings && { settings: more.settings }),
    ...more.manifest,
  },
  files: { 'files/messages.json': null, 'files/main.js': main, ...more.others },
})

const keySetting = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  properties: {
    server: { type: 'string', title: 'Server' },
    key: { type: 'string', title: 'Key', 'x-secret': true },
  },
}

/** A channel: what is posted to its address becomes a message, and replies are posted to its server. */
export const postbox = codeSample(
  'postbox',
  `export default {
    hooks: {
      async request({ method, path, headers, form, query, body }, souk) {
        if (path === '/echo') return { json: { method, path, headers, form, query, body } }
        if (path === '/form') return { page: { title: 'Write to us', blocks: [
          { kind: 'form', action: '/in', submit: 'Send', fields: [{ type: 'long text', name: 'text', label: 'Text', required: true }] },
        ] } }
        if (path !== '/in') return { status: 404, body: 'nothing here' }
        const { from = 'guest', text, id = String(Math.random()) } = form
        const { isNew } = await souk.inbox.deliver({
          externalId: id, conversationKey: from, customer: { name: from, address: from }, text,
        })
        return { redirect: isNew ? '/thanks' : '/again' }
      },
    },
    events: {
      async 'reply.sent'({ conversation, message }, souk) {
        if (message.text === 'never') return { failed: 'The customer has left.' }
        const { server, key } = souk.settings
        const answer = await souk.http({
          method: 'POST',
          url: server + '/bot' + key + '/send',
          headers: { 'content-type': 'application/json', 'x-key': key },
          body: JSON.stringify({ to: conversation.key, text: message.text, key }),
        })
        souk.log.info(answer.body)
        if (answer.status !== 200) throw new Error('The server said ' + answer.status)
        return null
      },
    },
  }`,
  {
    kind: 'channel',
    rights: { hosts: ['api.example.com'], events: ['reply.sent'], publicAddress: true },
    settings: keySetting,
  },
)

/** Every sort of block, as data: in public and for operators. What is sent stands on the page. */
export const showcase = codeSample(
  'showcase',
  `const page = form => ({
    title: 'Everything there is',
    notice: { tone: form.name === '' ? 'bad' : 'info', text: form.name ? 'Thank you, ' + form.name : 'Look <here>' },
    blocks: [
      { kind: 'text', text: 'First line\\nand a second: <script>alert(1)</script>{{ 7 * 7 }}' },
      { kind: 'heading', text: 'Numbers' },
      { kind: 'facts', facts: [{ name: 'Open', value: 12 }, { name: 'Longest', value: 'averyveryverylongwordthatneverends'.repeat(3) }] },
      { kind: 'list', items: ['one', 'two'] },
      { kind: 'list', items: ['first', 'second'], numbered: true },
      { kind: 'table', caption: 'Last week', columns: ['Day', 'Came in', 'Answered', 'Waiting', 'Closed', 'Opened again'], rows: [['Monday', 3, 2, 1, 0, 0], ['Tuesday', 7, 7, 0, 4, 1]] },
      { kind: 'chart', caption: 'Messages a day', bars: [{ label: 'Monday', value: 3 }, { label: 'Tuesday', value: 7 }] },
      { kind: 'link', text: 'Elsewhere', href: 'https://example.com/' },
      { kind: 'form', submit: 'Send', fields: [
        { type: 'text', name: 'name', label: 'Your name', required: true, help: 'As on your letters.', ...(form.name === '' && { error: 'Say your name.' }) },
        { type: 'email', name: 'mail', label: 'E-mail' },
        { type: 'number', name: 'count', label: 'How many' },
        { type: 'long text', name: 'text', label: 'Your message', required: true, value: form.text ?? '' },
        { type: 'choice', name: 'size', label: 'Size', choices: [{ value: 's', text: 'Small' }, { value: 'l', text: 'Large' }] },
        { type: 'one of', name: 'mood', label: 'Mood', choices: [{ value: 'g', text: 'Good' }, { value: 'b', text: 'Bad' }] },
        { type: 'check', name: 'agree', label: 'You may write back' },
        { type: 'hidden', name: 'token', value: '1' },
        { type: 'trap', name: 'homepage' },
      ] },
    ],
  })
  export default { pages: { open: ({ form }) => page(form), inner: ({ form }) => page(form) } }`,
  {
    rights: {
      pages: [
        { id: 'open', title: 'Open', audience: 'public' },
        { id: 'inner', title: 'Inner', audience: 'operators' },
      ],
    },
  },
)
