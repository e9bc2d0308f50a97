import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser'
import { textOf } from './forms.ts'

const plain = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
const accented = Array.from('àƀçďéƒğĥîĵķĺɱñöƥɋŕšţûṽŵẋýžÀƁÇĎÉƑĞĤÎĴĶĹṀÑÖƤɊŔŠŢÛṼŴẊÝŽ')

/** A message in a language that nobody speaks: every letter accented, every vowel twice, all that ICU reads as it was. */
export const pseudo = (message: string) => {
  let text = ''
  let at = 0
  for (const { start, end } of literalsIn(parse(message, { ignoreTag: true, captureLocation: true }))) {
    text += message.slice(at, start) + message.slice(start, end).replace(/[A-Za-z]/g, accentedTwice)
    at = end
  }
  return text + message.slice(at)
}

const accentedTwice = (letter: string) => {
  const other = accented[plain.indexOf(letter)] ?? letter
  return /[aeiou]/.test(letter) ? other + other : other
}

const literalsIn = (elements: MessageFormatElement[]): { start: number; end: number }[] =>
  elements.flatMap(element => {
    if (element.type === TYPE.literal)
      return [{ start: element.location?.start.offset ?? 0, end: element.location?.end.offset ?? 0 }]
    if (element.type !== TYPE.plural && element.type !== TYPE.select) return []
    return Object.values(element.options).flatMap(({ value }) => literalsIn(value))
  })

/** What is nobody's to translate: names, code, addresses, moments, and what the catalogue says. */
const foreign = [
  /<(script|style|bdi|code|kbd|time)\b[^>]*>[\s\S]*?<\/\1>/g,
  /<div class="prose"[\s\S]*?<\/div>/g,
  /<((?!html)[a-z]+)\b[^>]*\sdir="ltr"[^>]*>[\s\S]*?<\/\1>/g,
  /<select id="timeZone"[\s\S]*?<\/select>/g,
]
const spoken = /\s(?:aria-label|alt|title|placeholder|data-label|data-lost)="([^"]*)"/g
const addresses = /\S+@\S+|https?:\S+/g

/** The words on a page that no language pack has said, but for names: those are given. */
export const untranslatedOn = (html: string, names: string[]) => {
  const title = textOf(/<title>([\s\S]*?)<\/title>/.exec(html)?.[1] ?? '')
  const body = without(foreign, html.replace(/<head>[\s\S]*?<\/head>/, ' '))
  const attributes = [...body.matchAll(spoken)].map(([, text]) => textOf(text ?? ''))
  const text = [title, textOf(body), ...attributes].join(' ').replace(addresses, ' ')
  const words = without(
    names.toSorted((a, b) => b.length - a.length),
    text,
  ).match(/[A-Za-z]{2,}/g)
  return [...new Set(words)]
}

const without = (pieces: (string | RegExp)[], text: string) =>
  pieces.reduce<string>((rest, piece) => rest.replaceAll(piece, ' '), text)
