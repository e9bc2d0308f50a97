import { expect } from 'chai'
import { type Language, translateInto } from '../../marketplace/messages.ts'

const english: Language = {
  code: 'en',
  direction: 'ltr',
  name: 'English',
  messages: {
    greeting: 'Hello {name}',
    count: '{count, plural, one {# add-on} other {# add-ons}}',
    state: '{state, select, on {{name} is on} other {{name} is off}}',
    tag: '<b>{name}</b>',
  },
}
const arabic: Language = {
  code: 'ar',
  direction: 'rtl',
  name: 'العربية',
  messages: { greeting: 'مرحبا {name}', state: '{state, select, on {{name} مفعلة} other {{name} معطلة}}' },
}

describe('A message', () => {
  const say = translateInto(english, english)

  it('takes the plural that the number needs', () => {
    expect([1, 2].map(count => say('count', { count }))).to.deep.equal(['1 add-on', '2 add-ons'])
  })
  it('is said in English where a language lacks it', () => {
    expect(translateInto(arabic, english)('count', { count: 2 })).to.equal('2 add-ons')
  })
  it('holds no HTML of its own', () => {
    expect(say('tag', { name: '<i>x</i>' })).to.equal('<b><i>x</i></b>')
  })
  it('keeps a Latin name in its own direction inside Arabic', () => {
    expect(translateInto(arabic, english)('greeting', { name: '/var/x' })).to.equal(
      'مرحبا \u2068/var/x\u2069',
    )
  })
  it('chooses its wording by what is not shown, also in Arabic', () => {
    expect(translateInto(arabic, english)('state', { state: 'on', name: 'x' })).to.equal(
      '\u2068x\u2069 مفعلة',
    )
  })
  it('is a mistake of ours when English lacks it', () => {
    expect(() => say('nothing')).to.throw('There is no message "nothing"')
  })
})
