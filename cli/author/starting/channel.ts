/** A channel of a service that posts messages as JSON, and takes replies in the same way. */
export const channelCode = `// @ts-check

/** @type {import('../../souk.d.ts').Addon} */
export default {
  hooks: {
    // the service posts { id, from, text } to <public address>/in, with the secret as a header
    async request({ method, path, headers, body }, souk) {
      if (method !== 'POST' || path !== '/in') return { status: 404, body: 'There is nothing here.' }
      const isGenuine = await souk.secrets.same(souk.settings.secret, headers['x-secret'] ?? '')
      if (!isGenuine) return { status: 403, body: 'The secret is missing or wrong.' }

      const told = read(body)
      if (!told) return { status: 400, body: 'Post JSON with id, from and text.' }
      const { isNew } = await souk.inbox.deliver({
        externalId: told.id,
        conversationKey: told.from,
        customer: { name: told.from, address: told.from },
        text: told.text,
      })
      return { json: { isNew } }
    },
  },
  events: {
    // an operator has answered: what is thrown here is tried again later
    async 'reply.sent'({ conversation, message }, souk) {
      const answer = await souk.http({
        method: 'POST',
        url: souk.settings.server + '/messages',
        headers: { 'content-type': 'application/json', authorization: 'Bearer ' + souk.settings.secret },
        body: JSON.stringify({ id: message.id, to: conversation.key, text: message.text }),
      })
      if (answer.status === 404) return { failed: 'The service knows this customer no more.' }
      if (answer.status >= 300) throw new Error('The service answered ' + answer.status)
      souk.log.info('Sent ' + message.id)
      return null
    },
  },
}

/** @param {string} body */
const read = body => {
  try {
    const { id, from, text } = JSON.parse(body)
    const isWhole = [id, from, text].every(one => typeof one === 'string' && one !== '')
    return isWhole ? { id, from, text } : undefined
  } catch {
    return undefined
  }
}
`

export const channelManifest = {
  summary: 'Brings messages of a service in, and replies out.',
  permissions: {
    hosts: ['chat.example.com'],
    events: ['reply.sent'],
    inbox: [],
    publicAddress: true,
    pages: [],
    storage: 0,
    schedule: null,
  },
  settings: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: {
      server: {
        type: 'string',
        title: 'Server',
        description: 'Where replies are sent to.',
        format: 'uri',
        default: 'https://chat.example.com',
      },
      secret: {
        type: 'string',
        title: 'Secret',
        description: 'The service sends it with each message, and is sent it with each reply.',
        minLength: 8,
        'x-secret': true,
      },
    },
    required: ['server', 'secret'],
  },
}

export const channelReadme = (
  name: string,
) => `${name} brings the messages of a service into the inbox and sends your replies back.

## Set up

1. Choose a secret of at least eight characters, and fill it in here and at the service.
2. Have the service post each message to the public address of this add-on with \`/in\` at its end.
`
