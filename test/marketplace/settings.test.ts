import { expect } from 'chai'
import { problemsWith } from '../../marketplace/settings/checking.ts'

const schema = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more })

describe("An add-on's settings", () => {
  it('are checked by the name of the field, however it is spelled', () => {
    const names = ['50%', 'a/b', '~x', 'plain']
    const fields = schema(Object.fromEntries(names.map(name => [name, { type: 'integer' }])))
    for (const name of names)
      expect(problemsWith(fields, { [name]: 'x' }), name).to.deep.equal([{ name, code: 'number', limit: '' }])
  })

  for (const [why, broken] of Object.entries({
    'a pattern that is none': schema({ a: { type: 'string', pattern: '(' } }),
    'a reference to another site': schema({ a: { type: 'string' } }, { $ref: 'https://example.com/x' }),
    'another dialect': schema({ a: { type: 'string' } }, { $schema: 'https://example.com/schema' }),
  }))
    it(`can't be stored, and break no page, where their schema has ${why}`, () => {
      expect(problemsWith(broken, { a: 'x' })).to.deep.equal([{ name: 'a', code: 'form', limit: '' }])
    })

  it('take nothing from a property that is named like a part of the language', () => {
    const odd = JSON.parse(
      '{"type":"object","properties":{"__proto__":{"type":"string"},"a":{"type":"string"}}}',
    )
    expect(problemsWith(odd, { a: 'x' })).to.deep.equal([])
    expect(({} as Record<string, unknown>)['type']).to.equal(undefined)
  })
})
