import { languagePack } from '../../support/samples.ts'

const aMonth = { currency: 'USD', cycle: 'monthly' as const, amount: 500 }

/** Paid; the price list takes it from here. */
export const welsh = { addon: 'welsh', name: 'Welsh', author: 'souk', prices: [aMonth] }

/** Needs set-up before it works; a setting for each sort of control. */
const speaker = languagePack(
  'speaker',
  'eo',
  'Esperanto',
  { 'layout.sign-out': 'Elsaluti' },
  {
    settings: {
      type: 'object',
      properties: {
        token: { type: 'string', title: 'Bot token', 'x-secret': true, minLength: 10 },
        greeting: { type: 'string', title: 'Greeting', default: 'Hello', maxLength: 20 },
        tone: { type: 'string', title: 'Tone', enum: ['Formal', 'Casual'], 'x-group': 'Words' },
        words: { type: 'array', title: 'Own words', items: { type: 'string' }, 'x-group': 'Words' },
        zone: { type: 'string', title: 'Zone', enum: ['A', 'B', 'C', 'D', 'E'], default: 'A' },
        hour: { type: 'integer', title: 'Hour', minimum: 0, maximum: 23 },
        sign: { type: 'boolean', title: 'Sign replies' },
      },
      required: ['token'],
    },
  },
)

/** Beside the add-ons of the catalogue: as many as make a second page. */
export const addons = [
  speaker,
  languagePack('welsh', 'cy', 'Cymraeg', { 'layout.sign-out': 'Allgofnodi' }, { prices: [aMonth] }),
  ...Array.from({ length: 10 }, (_, i) => languagePack(`words-${i}`, 'eo', 'Esperanto', {})),
]
