import { expect } from 'chai'
import * as fc from 'fast-check'
import { checkMessages, packLimits, readMessages } from '../../contracts/language-packs.ts'

const english = {
  'menu.addons': 'Add-ons',
  greeting: 'Hello {name}',
  'grid.count': '{count, plural, one {# add-on} other {# add-ons}}',
  kind: '{kind, select, channel {Channel} other {Plugin}}',
  place: '{n, selectordinal, one {#st} two {#nd} few {#rd} other {#th}}',
  price: 'from {price, number} until {day, date, long}',
  tagged: 'a < b & <b>{name}</b>',
}
const check = (pack: unknown) => checkMessages(pack, english)
const problemWith = (key: keyof typeof english, text: unknown) => check({ [key]: text }).problems.join()

describe('language packs', () => {
  it('takes a translation that says what English says, in its own order and plural forms', () => {
    const pack = {
      'menu.addons': 'Erweiterungen',
      greeting: '{name}, hallo',
      'grid.count': '{count, plural, =0 {keine} few {# few} many {# many} other {# Stück}}',
      kind: '{kind, select, channel {Kanal} plugin {Erweiterung} other {Anderes}}',
      place: '{n, selectordinal, other {#.}}',
      price: 'bis {day, date, long} ab {price, number}',
      tagged: 'a < b & <i>{name}',
    }
    const { messages, problems, warnings, missing } = check(pack)
    expect({ ...messages }).to.deep.equal(pack)
    expect([problems, warnings, missing]).to.deep.equal([[], [], 0])
  })

  it('counts what is not translated', () => {
    expect(check({ greeting: 'Hallo {name}' }).missing).to.equal(6)
  })

  it('ignores keys that English does not have, and says which', () => {
    const { messages, problems, warnings } = check({ 'menu.addons': 'x', 'evil.key': '<script>' })
    expect(Object.keys(messages)).to.deep.equal(['menu.addons'])
    expect(problems).to.deep.equal([])
    expect(warnings).to.deep.equal(['"evil.key" is no key of the panel and is ignored'])
  })

  it('leaves out a bad message and keeps the good ones', () => {
    const { messages, problems, missing } = check({ 'menu.addons': 'Module', greeting: 'Bonjour' })
    expect({ ...messages }).to.deep.equal({ 'menu.addons': 'Module' })
    expect(problems).to.deep.equal(['greeting lacks {name}'])
    expect(missing).to.equal(6)
  })

  it('refuses placeholders that are lost, added, or of another kind', () => {
    expect(problemWith('greeting', 'Hallo')).to.match(/lacks \{name\}/)
    expect(problemWith('greeting', 'Hallo {name} {password}')).to.match(/has \{password\}/)
    expect(problemWith('greeting', 'Hallo {Name}')).to.match(/lacks \{name\}/)
    expect(problemWith('grid.count', '{count} Stück')).to.match(/lacks \{count, plural\}/)
    expect(problemWith('grid.count', '{count, select, other {x}}')).to.match(/lacks \{count, plural\}/)
    expect(problemWith('place', '{n, plural, other {#}}')).to.match(/lacks \{n, selectordinal\}/)
    expect(problemWith('kind', '{kind, select, other {{secret}}}')).to.match(/has \{secret\}/)
    expect(problemWith('price', '{price, number, percent} {day, date, long}')).to.match(
      /lacks \{price, number\}/,
    )
    expect(problemWith('price', '{price, number} {day, date}')).to.match(/lacks \{day, date, long\}/)
  })

  it('refuses what is no ICU message, and plurals that could find no form', () => {
    for (const text of ['{', '{name', '{}', '{name, evil}'])
      expect(problemWith('greeting', text), text).to.match(/not an ICU message/)
    expect(problemWith('grid.count', '{count, plural, one {#}}')).to.match(/not an ICU message/)
    expect(problemWith('grid.count', '{count, plural, lots {#} other {#}}')).to.match(/no plural category/)
  })

  it('refuses texts that are none, empty, too long, or play tricks on the reader', () => {
    for (const value of [1, null, true, {}, [], ['x']])
      expect(problemWith('menu.addons', value)).to.match(/is not a text/)
    expect(problemWith('menu.addons', ' ')).to.match(/is empty/)
    expect(problemWith('menu.addons', 'x'.repeat(packLimits.characters + 1))).to.match(/longer than 4000/)
    for (const trick of ['\u202a', '\u202e', '\u2066', '\u2069'])
      expect(problemWith('menu.addons', `a${trick}b`)).to.match(/reading direction/)
    expect(problemWith('menu.addons', 'a\u0007b')).to.match(/control character/)
    expect(problemWith('menu.addons', 'line\nbreak')).to.equal('')
  })

  it('keeps markup as text and lets no key reach a prototype', () => {
    const bytes = Buffer.from(
      '{"__proto__": {"polluted": "yes"}, "constructor": "x", "menu.addons": "<script>1</script>"}',
    )
    const { messages, warnings } = readMessages(bytes, english)
    expect(messages['menu.addons']).to.equal('<script>1</script>')
    expect(messages['constructor']).to.equal(undefined)
    expect(({} as Record<string, unknown>)['polluted']).to.equal(undefined)
    expect(warnings).to.have.length(2)
  })

  it('refuses a pack that is no object of messages', () => {
    for (const pack of [null, 1, 'x', [], ['a'], undefined])
      expect(check(pack).problems).to.deep.equal(['it is not an object of messages'])
  })

  it('refuses a pack that is too large before it is parsed, and one with too many keys', () => {
    const large = Buffer.alloc(packLimits.bytes + 1, '[')
    expect(readMessages(large, english).problems).to.deep.equal(['it is larger than 1 MB'])
    const keys = Object.fromEntries(Array.from({ length: 5_001 }, (_, n) => [`k${n}`, 'x']))
    expect(check(keys).problems).to.deep.equal(['it has more than 5000 keys'])
  })

  it('refuses bytes that are not JSON in UTF-8, however deep they nest', () => {
    for (const bytes of [Buffer.from('{'), Buffer.from([0x22, 0xff, 0x22]), Buffer.alloc(1_000_000, '[')])
      expect(readMessages(bytes, english).problems.join()).to.match(/not JSON in UTF-8/)
  })

  it('answers for any JSON at all, and what it keeps has the placeholders of English', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom('{name}', '{name', "'{name}'", '{count, plural, other {}}'),
    )
    const pack = fc.dictionary(
      fc.constantFrom(...Object.keys(english), '__proto__', 'x'),
      fc.oneof(text, fc.jsonValue()),
    )
    fc.assert(
      fc.property(pack, given => {
        const { messages, problems, missing } = check(given)
        expect(Object.keys(messages).length + missing).to.equal(Object.keys(english).length)
        expect(check({ ...messages }).problems).to.deep.equal([])
        expect(problems.every(line => line.length < 300)).to.equal(true)
      }),
    )
  })
})
