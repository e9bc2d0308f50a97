import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { root } from '../environment.ts'
import { english, languages } from '../languages.ts'
import { marked, marks } from '../marks.ts'
import { messagesIn } from '../messages.ts'

const own = messagesIn(english.code)
const others = languages.filter(({ code }) => code !== english.code)

/** What a message leaves open, with the wordings that a select offers, and the plural's categories. */
const holesIn = (elements: MessageFormatElement[], plurals: string[]): string[] =>
  elements.flatMap(element => {
    if (element.type === TYPE.argument || element.type === TYPE.number) return [element.value]
    if (element.type !== TYPE.select && element.type !== TYPE.plural) return []
    const inside = Object.values(element.options).flatMap(({ value }) => holesIn(value, plurals))
    if (element.type === TYPE.plural) plurals.push(...Object.keys(element.options))
    const options = element.type === TYPE.select ? Object.keys(element.options).join('|') : 'plural'
    return [`${element.value}: ${options}`, ...inside]
  })

const shapeOf = (text: string) => {
  const plurals: string[] = []
  const holes = [...new Set(holesIn(parse(text, { ignoreTag: true }), plurals))].toSorted()
  return { holes, plurals: [...new Set(plurals)].toSorted() }
}

const wordsIn = (text: string) => text.replaceAll(/\{\w+, select,|\w+ (?=\{)|[{}]|\{\w+\}/g, ' ')

describe('The client area’s messages', () => {
  for (const { code, name } of others)
    it(`are all said in ${name}, with the same blanks to fill in and the plurals of the language`, () => {
      const said = messagesIn(code)
      expect(Object.keys(said)).to.deep.equal(Object.keys(own))
      const categories = new Intl.PluralRules(code).resolvedOptions().pluralCategories.toSorted()
      for (const [key, text] of Object.entries(said)) {
        const { holes, plurals } = shapeOf(text)
        expect(holes, key).to.deep.equal(shapeOf(own[key] ?? '').holes)
        if (plurals.length > 0) expect(plurals, key).to.deep.equal(categories)
        expect(text, key).not.to.match(/'|\.\.\.|\s$|^\s/)
      }
    })

  it('are in Arabic and Japanese letters there, not left in English', () => {
    const scripts = {
      ar: /\p{Script=Arabic}/u,
      ja: /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u,
    }
    for (const [code, script] of Object.entries(scripts)) {
      const left = Object.entries(messagesIn(code)).filter(([, text]) => !script.test(wordsIn(text)))
      for (const [key] of left) expect(own[key], key).to.match(/^(\{\w+\}[ :,]*)+$/)
    }
  })

  it('hold every word of the pages: their templates have none', () => {
    for (const [path, text] of sourcesIn('client-area/views', '.njk')) {
      const tags = text.match(/\{\{.*?\}\}|\{%.*?%\}/gs) ?? []
      const html = text
        .replaceAll(/\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}/gs, ' ')
        .replaceAll(/<!doctype html>/g, '')
      const attributes =
        html.match(/\b(alt|aria-label|data-label|placeholder|title)="[^"]*\p{L}[^"]*"/gu) ?? []
      const words = html.replaceAll(/<[^>]*>/g, ' ').match(/\p{L}{2,}/gu) ?? []
      expect([...attributes, ...words], path).to.deep.equal([])
      expect(tags.flatMap(wordedIn), path).to.deep.equal([])
    }
  })

  it('are named by every key that a page or its handler asks for', () => {
    const sources = [...sourcesIn('client-area/views', '.njk'), ...sourcesIn('client-area/routes', '.ts')]
    for (const [path, text] of sources)
      for (const [, key = ''] of text.matchAll(/'((?:[a-z]+)(?:\.[a-z][a-z-]*)+)'/g))
        if (areas.has(key.split('.', 1)[0] ?? '')) expect(own, path).to.have.property(key)
  })

  it('let no name bring HTML into a page', () => {
    const name = '<b>&"\uE001'
    expect(marked(`Hello ${marks.strong(name)} & <i>`)).to.equal(
      'Hello <strong><bdi>&#60;b&#62;&#38;&#34;</bdi></strong> &#38; &#60;i&#62;',
    )
  })
})

const areas = new Set(Object.keys(own).map(key => key.split('.', 1)[0]))

// what is compared is a state's name, what is written in capitals a setting's
const wordedIn = (tag: string) =>
  [...tag.replaceAll(/[!=]= '[^']*'/g, '').matchAll(/'([^']*)'/g)]
    .map(([, literal = '']) => literal)
    .filter(literal => /^\p{Lu}|\p{L} \p{L}/u.test(literal) && !/^[A-Z_]+$/.test(literal))

const sourcesIn = (folder: string, ending: string): [string, string][] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith(ending))
    .map(path => [path, readFileSync(join(root, folder, path), 'utf8')])
