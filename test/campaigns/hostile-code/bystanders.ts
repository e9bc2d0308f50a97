import type { Sample } from '../../../catalogue/test/support.ts'
import { codeSample } from '../../support/code-samples.ts'
import { realAddon } from '../../support/real-addons.ts'

/** Does its work beside the attackers, and has something that none of them is to see. */
export const bystander = codeSample(
  'bystander',
  `export default { hooks: { async request(request, souk) {
    await souk.storage.set('kept', 'canary-of-the-storage')
    return { json: { mine: (await souk.storage.get('kept')) === 'canary-of-the-storage', polluted: 'polluted' in {} } }
  } } }`,
  {
    rights: { publicAddress: true, storage: 1000 },
    settings: { type: 'object', properties: { key: { type: 'string', title: 'Key', 'x-secret': true } } },
  },
)

/** A channel: what is posted to it becomes a message, and replies are counted. */
const mailbox = codeSample(
  'mailbox',
  `export default {
    hooks: { async request({ form: { from, text, id } }, souk) {
      const customer = { name: from, address: from }
      await souk.inbox.deliver({ externalId: id, conversationKey: from, customer, text })
      return { status: 201 }
    } },
    events: { async 'reply.sent'(event, souk) {
      await souk.storage.set('sent', 1 + ((await souk.storage.get('sent')) ?? 0))
    } },
  }`,
  { kind: 'channel', rights: { events: ['reply.sent'], publicAddress: true, storage: 1000 } },
)

const versions: Record<string, string> = {
  'web-form': '1.0.0',
  telegram: '1.0.0',
  sms: '1.0.0',
  'auto-reply': '1.1.0',
  'daily-digest': '1.0.0',
  'keyword-filter': '1.0.0',
  'business-hours': '1.0.0',
  'satisfaction-survey': '1.0.0',
}

// for nothing, and without what it needs to reach its service: nobody is to be asked here
const given = (slug: string, version: string): Sample => {
  const sample = realAddon(slug, version, { prices: [] })
  const { settings }: { settings?: { required?: string[] } } = sample.manifest ?? {}
  return {
    ...sample,
    manifest: { ...sample.manifest, ...(settings && { settings: { ...settings, required: [] } }) },
  }
}

/** Ten add-ons as a help desk has them: the catalogue's own that run code, a channel that gets much mail, and the bystander. */
export const tenAddons = (): Sample[] => [
  ...Object.entries(versions).map(([slug, version]) => given(slug, version)),
  mailbox,
  bystander,
]
