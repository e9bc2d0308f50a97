import type { Sample } from '../../catalogue/test/support.ts'

/** A language pack with a few messages of the panel. */
export const languagePack = (
  slug: string,
  code: string,
  name: string,
  messages: Record<string, unknown>,
  manifest: Record<string, unknown> = {},
): Sample => ({
  slug,
  manifest: {
    name: slug.charAt(0).toUpperCase() + slug.slice(1),
    language: { code, direction: 'ltr', name },
    ...manifest,
  },
  files: { 'files/messages.json': JSON.stringify(messages) },
})

export const french = languagePack('french', 'fr', 'Français', {
  'layout.languages': 'Langues',
  'layout.sign-out': 'Se déconnecter',
  'installations.active': 'Active, dis donc',
})
export const german = languagePack('german', 'de', 'Deutsch', { 'layout.sign-out': 'Abmelden' })

/** A pack with settings of every type that a form can show, a secret among them. */
export const greeting = languagePack(
  'greeting',
  'eo',
  'Esperanto',
  { 'layout.sign-out': 'Elsaluti' },
  {
    settings: {
      type: 'object',
      properties: {
        tone: { type: 'string', enum: ['formal', 'friendly'], title: 'Tone', default: 'friendly' },
        signature: {
          type: 'string',
          minLength: 3,
          maxLength: 20,
          title: 'Signature',
          description: 'Stands below each reply.',
        },
        repeats: { type: 'integer', minimum: 0, maximum: 5, title: 'Repeats' },
        loud: { type: 'boolean', title: 'Loud', default: false },
        words: { type: 'array', items: { type: 'string' }, title: 'Own words' },
        days: { type: 'array', items: { type: 'string', enum: ['Monday', 'Tuesday'] }, title: 'Days' },
        key: { type: 'string', 'x-secret': true },
      },
      required: ['signature'],
    },
  },
)

const code = { 'files/messages.json': null, 'files/main.js': 'export default {}\n' }
const rights = { hosts: [], events: [], publicAddress: false, pages: [], storage: 0, schedule: null }
const usd = (cycle: string, amount: number) => ({ currency: 'USD', cycle, amount })

/** A handful of add-ons of every sort: free, paid, of each kind, one that needs a newer help desk. */
export const fixtures: Sample[] = [
  { slug: 'french', manifest: { name: 'Français', summary: 'The panel in French.', tags: ['europe'] } },
  {
    slug: 'german',
    manifest: { name: 'German', language: { code: 'de', direction: 'ltr', name: 'Deutsch' } },
  },
  {
    slug: 'japanese',
    manifest: {
      name: 'Japanese',
      language: { code: 'ja', direction: 'ltr', name: '日本語' },
      prices: [usd('monthly', 400), usd('annually', 4000)],
    },
  },
  {
    slug: 'telegram',
    manifest: {
      kind: 'channel',
      name: 'Telegram',
      summary: 'Conversations from the Telegram messenger.',
      tags: ['messaging'],
      language: undefined,
      permissions: { ...rights, hosts: ['api.telegram.org'] },
      prices: [usd('monthly', 500), usd('annually', 5000)],
    },
    files: code,
  },
  {
    slug: 'auto-reply',
    manifest: {
      kind: 'plugin',
      name: 'Auto reply',
      language: undefined,
      permissions: rights,
      tags: ['messaging'],
    },
  },
  {
    slug: 'insights',
    manifest: {
      kind: 'plugin',
      name: 'Insights',
      language: undefined,
      permissions: rights,
      tags: ['reports'],
      supports: '>=6.0.0',
    },
  },
]
