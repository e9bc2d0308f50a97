import { expect } from 'chai'
import { checkSchema, defaultsOf, fieldsOf, settingsAfter, wantedIn } from '../../marketplace/settings.ts'
import { problemsWith } from '../../marketplace/settings/checking.ts'
import { needsSetUp } from '../../marketplace/settings/set-up.ts'

const schema = (properties: object, required: string[] = []) => ({ type: 'object', properties, required })

describe("An add-on's settings", () => {
  const wrong: [string, object, unknown, object][] = [
    ['no number', { type: 'integer' }, 'x', { code: 'whole-number' }],
    ['a fraction', { type: 'integer' }, 1.5, { code: 'whole-number' }],
    ['a text for a number', { type: 'number' }, '1,5', { code: 'number' }],
    ['too little', { type: 'number', minimum: 2 }, 1, { code: 'too-small', limit: 2 }],
    ['just too much', { type: 'number', exclusiveMaximum: 2 }, 2, { code: 'too-large-or-equal', limit: 2 }],
    ['a step between', { type: 'number', multipleOf: 0.1 }, 0.25, { code: 'step', limit: 0.1 }],
    ['a short text', { type: 'string', minLength: 3 }, 'ab', { code: 'too-short', limit: 3 }],
    ['a long text', { type: 'string', maxLength: 2 }, 'abc', { code: 'too-long', limit: 2 }],
    [
      'a text that nothing bounds',
      { type: 'string' },
      'a'.repeat(20_001),
      { code: 'too-long', limit: 20_000 },
    ],
    ['none of the choices', { type: 'string', enum: ['a'] }, 'b', { code: 'choice' }],
    [
      'none of the named choices',
      { type: 'string', oneOf: [{ const: 'a', title: 'A' }] },
      'b',
      { code: 'choice' },
    ],
    ['no address', { type: 'string', format: 'email' }, 'ada@', { code: 'email' }],
    ['no link', { type: 'string', format: 'uri' }, 'example', { code: 'uri' }],
    ['no time', { type: 'string', format: 'time' }, '25:00', { code: 'time' }],
    ['no date', { type: 'string', format: 'date' }, '2030-02-30', { code: 'date' }],
    ['another shape', { type: 'string', pattern: '^a' }, 'b', { code: 'form' }],
    ['few', { type: 'array', items: { type: 'string' }, minItems: 2 }, ['a'], { code: 'too-few', limit: 2 }],
    [
      'many',
      { type: 'array', items: { type: 'string' }, maxItems: 1 },
      ['a', 'b'],
      { code: 'too-many', limit: 1 },
    ],
    ['twice', { type: 'array', items: { type: 'string' }, uniqueItems: true }, ['a', 'a'], { code: 'twice' }],
    [
      'a long line',
      { type: 'array', items: { type: 'string', maxLength: 1 } },
      ['a', 'bb'],
      { code: 'too-long', limit: 1, line: 2 },
    ],
  ]
  for (const [title, property, value, error] of wrong)
    it(`are refused by field and reason: ${title}`, () => {
      expect(problemsWith(schema({ a: property }), { a: value })).to.deep.equal([
        { name: 'a', limit: '', ...error },
      ])
    })

  it('take times as a form sends them, and as RFC 3339 has them', () => {
    const time = schema({ a: { type: 'string', format: 'time' } })
    for (const a of ['09:30', '09:30:15', '09:30:15Z', '09:30:15.5+02:00'])
      expect(problemsWith(time, { a }), a).to.deep.equal([])
  })

  it('have one error a field, in the order of the form, and none for a name that it does not know', () => {
    const two = schema({ b: { type: 'string', minLength: 3, pattern: '^b' }, a: { type: 'integer' } }, ['a'])
    const errors = problemsWith(two, { b: 'x', old: 'left over' })
    expect(errors.map(({ name, code }) => [name, code])).to.deep.equal([
      ['b', 'too-short'],
      ['a', 'required'],
    ])
  })

  it('are read from a form by the types of the schema', () => {
    const all = schema(
      {
        text: { type: 'string', maxLength: 80 },
        long: { type: 'string', maxLength: 2000 },
        whole: { type: 'integer' },
        odd: { type: 'number' },
        hex: { type: 'number' },
        loud: { type: 'boolean' },
        quiet: { type: 'boolean' },
        words: { type: 'array', items: { type: 'string' } },
        needed: { type: 'array', items: { type: 'string' } },
        empty: { type: 'string' },
        level: { type: 'integer', enum: [1, 2] },
      },
      ['needed'],
    )
    const body = {
      'setting-text': 'one\r\nline',
      'setting-long': 'two\r\nlines',
      'setting-whole': ' 7 ',
      'setting-odd': 'seven',
      'setting-hex': '0x10',
      'setting-loud': 'on',
      'setting-words': 'a\r\n\r\n b ',
      'setting-needed': ' \r\n',
      'setting-empty': '  ',
      'setting-level': '2',
      'setting-unknown': 'x',
    }
    expect(wantedIn(fieldsOf(all), body)).to.deep.equal({
      values: {
        text: 'one line',
        long: 'two\nlines',
        whole: 7,
        odd: 'seven',
        hex: '0x10',
        loud: true,
        quiet: false,
        words: ['a', 'b'],
        level: 2,
      },
      secrets: {},
    })
  })

  it('keep a secret that is left empty, replace one that is typed, remove one that is ticked', () => {
    const secret = { type: 'string', 'x-secret': true }
    const fields = fieldsOf(schema({ kept: secret, typed: secret, gone: secret, both: secret }))
    const body = {
      'setting-kept': '',
      'setting-typed': 'new',
      'remove-gone': 'on',
      'setting-both': 'newer',
      'remove-both': 'on',
    }
    expect(wantedIn(fields, body)).to.deep.equal({
      values: {},
      secrets: { typed: 'new', gone: null, both: 'newer' },
    })
  })

  it('begin with the defaults', () => {
    const some = schema({
      a: { type: 'string', default: 'x' },
      b: { type: 'string' },
      c: { type: 'integer', default: 0 },
    })
    expect(defaultsOf(some)).to.deep.equal({ a: 'x', c: 0 })
  })

  it('go on with what an earlier installation left, and with the default of what is needed since', () => {
    const now = schema({ a: { type: 'string', default: 'x' }, b: { type: 'integer', default: 1 } }, ['b'])
    expect(settingsAfter(now, { old: true })).to.deep.equal({ old: true, b: 1 })
    expect(settingsAfter(now, { b: 7 })).to.deep.equal({ b: 7 })
    expect(settingsAfter(now, undefined)).to.deep.equal({ a: 'x', b: 1 })
  })

  it('that nobody could fill in are refused before anything is installed, with the reason', () => {
    const broken = schema({ a: { type: 'string', pattern: '(?=a)' } })
    expect(() => checkSchema(broken, 'Telegram')).to.throw(/settings-schema.*Telegram.*looks ahead/)
    expect(() => checkSchema(schema({}), 'Telegram')).not.to.throw()
    expect(() => checkSchema(undefined, 'Telegram')).not.to.throw()
  })

  it('of which no form can be made are none, and break no page', () => {
    const broken = { type: 'object', properties: { a: { type: 'string', pattern: '(' } }, required: ['a'] }
    expect(fieldsOf(broken)).to.deep.equal([])
    expect(problemsWith(broken, { a: 'x' })).to.deep.equal([])
    expect(needsSetUp(broken, {}, [])).to.equal(false)
  })
})

describe('An add-on needs set-up', () => {
  const telegram = schema({ token: { type: 'string', 'x-secret': true }, chat: { type: 'string' } }, [
    'token',
    'chat',
  ])

  it('when a setting is missing that is required, be it secret or not', () => {
    expect(needsSetUp(telegram, {}, [])).to.equal(true)
    expect(needsSetUp(telegram, { chat: 'x' }, [])).to.equal(true)
    expect(needsSetUp(telegram, {}, ['token'])).to.equal(true)
  })

  it('no more when all are there', () => {
    expect(needsSetUp(telegram, { chat: 'x' }, ['token'])).to.equal(false)
    expect(needsSetUp(undefined, {}, [])).to.equal(false)
  })

  it('when a newer release does not allow what is stored', () => {
    expect(needsSetUp(schema({ n: { type: 'integer', maximum: 5 } }), { n: 6 }, [])).to.equal(true)
  })
})
