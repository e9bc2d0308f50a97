/** A plugin that tags messages with certain words, counts them, and shows the counts on a page. */
export const pluginCode = `// @ts-check

/** @type {import('../../souk.d.ts').Addon} */
export default {
  events: {
    async 'message.received'({ conversation, message }, souk) {
      const text = message.text.toLowerCase()
      for (const word of souk.settings.words ?? []) {
        if (!text.includes(word.toLowerCase())) continue
        await souk.inbox.tag(conversation.id, word)
        const count = (await souk.storage.get('count ' + word)) ?? 0
        await souk.storage.set('count ' + word, count + 1)
        souk.log.info('Tagged ' + conversation.id + ' with ' + word)
      }
    },
  },
  pages: {
    async counts({ method }, souk) {
      const counts = await souk.storage.list('count ')
      if (method === 'POST') {
        for (const { key } of counts) await souk.storage.delete(key)
        return { redirect: '/counts' }
      }
      return {
        title: 'Words in messages',
        blocks: [
          {
            kind: 'chart',
            caption: 'Messages with each word',
            bars: counts.map(({ key, value }) => ({ label: key.slice('count '.length), value })),
          },
          { kind: 'form', submit: 'Begin anew', fields: [] },
        ],
      }
    },
  },
}
`

export const pluginManifest = {
  summary: 'Tags conversations by the words in their messages, and counts them.',
  permissions: {
    hosts: [],
    events: ['message.received'],
    inbox: ['tag'],
    publicAddress: false,
    pages: [{ id: 'counts', title: 'Words in messages', audience: 'operators' }],
    storage: 65_536,
    schedule: null,
  },
  settings: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: {
      words: {
        type: 'array',
        title: 'Words',
        description: 'A conversation with one of these words is tagged with it.',
        items: { type: 'string', minLength: 2, maxLength: 24 },
        default: ['refund', 'urgent'],
      },
    },
  },
}

export const pluginReadme = (name: string) => `${name} tags conversations by the words in their messages.

Choose the words in the settings. How often each of them came in stands on the page **Words in messages**.
`
