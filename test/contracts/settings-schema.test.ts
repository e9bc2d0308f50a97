import { expect } from 'chai'
import { readSettingsSchema } from '../../contracts/settings-schema.ts'

const problemsOf = (schema: unknown) => {
  const read = readSettingsSchema(schema)
  return read.kind === 'usable' ? [] : read.problems
}
const schema = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more })
const one = (property: object) => schema({ a: property })

describe('A settings schema', () => {
  it('can be used with every rule of which a form can be made', () => {
    const rich = schema(
      {
        name: {
          type: 'string',
          title: 'Name',
          description: 'Yours.',
          minLength: 1,
          maxLength: 80,
          default: 'A',
        },
        'api.key': { type: 'string', 'x-secret': true, pattern: '^[a-z]+$', minLength: 20 },
        site: { type: 'string', format: 'uri', examples: ['https://example.com'] },
        opens: { type: 'string', format: 'time', default: '09:00', 'x-group': 'Hours' },
        hours: { type: 'number', minimum: 0, exclusiveMaximum: 24, multipleOf: 0.25, default: 7.5 },
        tone: {
          type: 'string',
          oneOf: [
            { const: 'a', title: 'Formal' },
            { const: 'b', title: 'Friendly' },
          ],
        },
        level: { type: 'integer', enum: [1, 2, 3], default: 2 },
        loud: { type: 'boolean', default: false },
        words: { type: 'array', items: { type: 'string', maxLength: 40 }, uniqueItems: true, maxItems: 10 },
        days: { type: 'array', items: { type: 'string', enum: ['Mon', 'Tue'] }, default: ['Mon'] },
      },
      {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        required: ['name', 'api.key'],
        additionalProperties: false,
      },
    )
    expect(problemsOf(rich)).to.deep.equal([])
    expect(problemsOf(undefined)).to.deep.equal([])
  })

  const unusable: [string, unknown, RegExp][] = [
    ['is no object', [], /expected object/],
    ['describes no object', { type: 'string' }, /^type: /],
    ['is of another dialect', schema({}, { $schema: 'https://example.com/x' }), /^\$schema: /],
    ['points to another site', one({ $ref: 'https://example.com/x' }), /^properties\.a/],
    ['has a type that no form shows', one({ type: 'object' }), /^properties\.a\.type: /],
    ['has a rule that no form keeps', one({ type: 'string', not: {} }), /^properties\.a: .*"not"/],
    ['has a format nobody knows', one({ type: 'string', format: 'colour' }), /^properties\.a\.format: /],
    ['has a pattern that is none', one({ type: 'string', pattern: '(' }), /pattern: "\(" is no regular/],
    [
      'has a pattern in a list',
      one({ type: 'array', items: { type: 'string', pattern: '(?=a)' } }),
      /looks ahead/,
    ],
    ['asks for what it does not describe', schema({}, { required: ['b'] }), /^required: "b" is none/],
    ['gives a secret away', one({ type: 'string', 'x-secret': true, default: 'x' }), /secret.*"default"/],
    ['lists what a secret can be', one({ type: 'string', 'x-secret': true, enum: ['x'] }), /none of a list/],
    ['breaks its own rules', one({ type: 'integer', maximum: 5, default: 6 }), /a: its "default"/],
    ['contradicts itself', one({ type: 'string', minLength: 5, maxLength: 2 }), /"minLength" is more/],
    [
      'names its choices twice',
      one({ type: 'string', enum: ['a'], oneOf: [{ const: 'a', title: 'A' }] }),
      /both/,
    ],
    ['has a choice that means no choice', one({ type: 'string', enum: [''] }), /^properties\.a\.enum/],
    ['has names with spaces', schema({ 'a b': { type: 'string' } }), /"a b".*begins with a letter/],
    [
      'takes a name of the language',
      schema({ constructor: { type: 'string' } }),
      /"constructor".*JavaScript/,
    ],
    [
      'reaches for a prototype',
      JSON.parse('{"type":"object","properties":{"__proto__":{"type":"string"}}}'),
      /"__proto__"/,
    ],
    ['turns its words around', one({ type: 'string', title: 'a\u202eb' }), /^properties\.a\.title/],
    [
      'asks for too much',
      schema(Object.fromEntries(Array.from({ length: 61 }, (_, n) => [`a${n}`, { type: 'boolean' }]))),
      /more than 60/,
    ],
  ]
  for (const [title, wrong, words] of unusable)
    it(`can't be used when it ${title}`, () => {
      expect(problemsOf(wrong).join('\n')).to.match(words)
    })
})
