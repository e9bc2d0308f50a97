import { expect } from 'chai'
import fc from 'fast-check'
import { PatternRefused, patternOf } from '../../contracts/patterns.ts'

const why = (source: string) => {
  try {
    patternOf(source)
    return 'accepted'
  } catch (error) {
    if (error instanceof PatternRefused) return error.message
    throw error
  }
}

describe('A pattern of a setting', () => {
  it('means what it means to every other reader of JSON Schema', () => {
    const atoms = [
      'a',
      'b',
      '.',
      '[ab]',
      '[^a]',
      String.raw`\d`,
      '(a|b)',
      '(?:ab|a)',
      '(a*)',
      '^',
      '$',
      '(b?a)',
    ]
    const signs = ['', '', '*', '+', '?', '{2}', '{1,2}', '{0,}', '*?']
    const term = fc
      .tuple(fc.constantFrom(...atoms), fc.constantFrom(...signs))
      .map(([atom, sign]) => (atom === '^' || atom === '$' ? atom : atom + sign))
    const source = fc.array(
      fc.array(term, { maxLength: 5 }).map(terms => terms.join('')),
      {
        minLength: 1,
        maxLength: 3,
      },
    )
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '1', '😀', '\n'), maxLength: 8 })
    fc.assert(
      fc.property(source, text, (ways, typed) => {
        const pattern = ways.join('|')
        expect(patternOf(pattern).test(typed)).to.equal(new RegExp(pattern, 'u').test(typed))
      }),
      { numRuns: 2000 },
    )
  })

  it('may name letters of every script, escapes and groups', () => {
    const good: [string, string, string][] = [
      [String.raw`^\p{L}+$`, 'äöß', 'a1'],
      [String.raw`^\u{1F600}\ud83d\ude00$`, '😀😀', '😀'],
      [String.raw`^[0-9]+:[A-Za-z0-9_-]{35}$`, `12:${'a'.repeat(35)}`, `12:${'a'.repeat(34)}`],
      [String.raw`^(?<year>\d{4})-[\]\-]$`, '2030-]', '2030-x'],
      [String.raw`^[A-Z]\.\*\/$`, 'A.*/', 'A.x/'],
    ]
    for (const [source, fits, fails] of good) {
      expect(patternOf(source).test(fits), source).to.equal(true)
      expect(patternOf(source).test(fails), source).to.equal(false)
    }
  })

  it('never keeps the panel busy, whatever it and the text are', () => {
    const cruel = [
      '^(a+)+$',
      '^(a|a)*$',
      '^(([a-z])+.)+[A-Z]([a-z])+$',
      '(a*)*b',
      '^a*a*a*a*a*a*a*a*b$',
      '(a{0,70}){2}!',
    ]
    const text = `${'a'.repeat(1000)}?`
    for (const source of cruel) {
      const begun = performance.now()
      expect(patternOf(source).test(text), source).to.equal(false)
      expect(performance.now() - begun, source).to.be.below(500)
    }
  })

  it('is read at once, also when it repeats nothing a billion times', () => {
    const begun = performance.now()
    for (const source of ['(?:){1000000000}', '(){999999999}a', '(?:(?:|){99999999}){99999999}b']) why(source)
    expect(patternOf('^(?:){1000000000}a$').test('a')).to.equal(true)
    expect(performance.now() - begun).to.be.below(500)
  })

  const refused: [string, string, RegExp][] = [
    ['is none', '(', /no regular expression/],
    ['is very long', 'a'.repeat(201), /longer than 200/],
    ['repeats too much', '(a{50}){50}', /repeats more/],
    ['looks ahead', '(?=a)', /looks ahead/],
    ['looks behind', '(?<!a)b', /looks ahead/],
    ['refers back', String.raw`(a)\1`, /looks ahead/],
    ['refers back by name', String.raw`(?<n>a)\k<n>`, /looks ahead/],
    ['asks for the edge of a word', String.raw`\ba`, /looks ahead/],
  ]
  for (const [title, source, words] of refused)
    it(`is refused when it ${title}`, () => expect(why(source)).to.match(words))
})
