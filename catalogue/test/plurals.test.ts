import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type MessageFormatElement,
  parse,
  type PluralElement,
  TYPE,
} from '@formatjs/icu-messageformat-parser'
import { expect } from 'chai'

const addons = 'catalogue/addons'
const json = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as unknown

const packs = readdirSync(addons)
  .flatMap(slug => readdirSync(join(addons, slug)).map(version => join(addons, slug, version)))
  .filter(folder => existsSync(join(folder, 'files/messages.json')))
  .map(folder => ({
    name: folder.slice(addons.length + 1),
    code: (json(join(folder, 'manifest.json')) as { language: { code: string } }).language.code,
    messages: json(join(folder, 'files/messages.json')) as Record<string, string>,
  }))

/** Every plural in a message, also those inside others. */
const pluralsIn = (elements: MessageFormatElement[]): PluralElement[] =>
  elements.flatMap(element => {
    if (element.type !== TYPE.plural && element.type !== TYPE.select) return []
    const inside = Object.values(element.options).flatMap(({ value }) => pluralsIn(value))
    return element.type === TYPE.plural ? [element, ...inside] : inside
  })

/** The forms that numbers people meet here take in a language, but for those that the message names by themselves. */
const formsNeeded = (code: string, { pluralType, options }: PluralElement) => {
  const rules = new Intl.PluralRules(code, { type: pluralType ?? 'cardinal' })
  const numbers = Array.from({ length: 1000 }, (_, n) => n).filter(n => !(`=${n}` in options))
  return new Set(numbers.map(n => rules.select(n)))
}

/** Only single numbers have words of their own, such as none at all: whoever wrote it says the same of all others. */
const isSwitch = ({ options }: PluralElement) =>
  Object.keys(options).every(form => form === 'other' || form.startsWith('='))

/** The forms that plurals lack, as `key needs few for {count}`. */
const lacking = (code: string, messages: Record<string, string>) =>
  Object.entries(messages).flatMap(([key, message]) =>
    pluralsIn(parse(message, { ignoreTag: true }))
      .filter(plural => !isSwitch(plural))
      .flatMap(plural =>
        [...formsNeeded(code, plural)]
          .filter(form => !(form in plural.options))
          .map(form => `${key} needs ${form} for {${plural.value}}`),
      ),
  )

describe('Plurals in language packs', () => {
  it('are found where a form is missing, also inside another choice', () => {
    const plain = { files: '{n, plural, one {# file} other {# files}}' }
    expect(lacking('en', plain)).to.deep.equal([])
    expect(lacking('ar', plain)).to.have.members(
      ['zero', 'two', 'few', 'many'].map(form => `files needs ${form} for {n}`),
    )
    expect(lacking('ar', { files: `{who, select, you {${plain.files}} other {}}` })).to.have.length(4)
    expect(lacking('ja', { files: '{n, plural, other {# files}}' })).to.deep.equal([])
  })

  for (const { name, code, messages } of packs)
    it(`have every form that numbers take in their language: ${name}`, () => {
      expect(lacking(code, messages)).to.deep.equal([])
    })
})
