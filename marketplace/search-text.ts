import type { AddonEntry } from '../contracts/catalogue.ts'

/** One spelling for all: no case, no accents, no ligatures, so that "francais" finds "Français". */
const fold = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[łøđħŧæœßıð]/g, letter => plainLetters[letter] ?? letter)

// letters that Unicode does not take apart
const plainLetters: Record<string, string> = {
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ħ: 'h',
  ŧ: 't',
  æ: 'ae',
  œ: 'oe',
  ß: 'ss',
  ı: 'i',
  ð: 'd',
}

// Scripts written without spaces between words are searched sign by sign.
const unspaced =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}'
const word = new RegExp(`[${unspaced}]|(?:(?![${unspaced}])[\\p{L}\\p{N}])+`, 'gu')

/** The words of a text, folded: letters and digits only, so no sign that a search engine would read as an operator. */
export const wordsIn = (text: string, most = 2_000): string[] =>
  (fold(text).match(word) ?? []).slice(0, most).map(found => found.slice(0, 60))

/** What an operator typed, as words to look for. A handful finds what can be found. */
export const wordsSought = (text: string) => [...new Set(wordsIn(text.slice(0, 200), 8))]

/** What is searched of an add-on, most telling first. */
export interface SearchText {
  name: string[]
  tags: string[]
  words: string[]
  description: string[]
}

export const searchText = (addon: AddonEntry): SearchText => ({
  name: wordsIn(addon.name),
  tags: [
    addon.slug,
    addon.kind,
    ...addon.tags,
    addon.language?.name ?? '',
    addon.language?.code ?? '',
  ].flatMap(text => wordsIn(text)),
  words: [addon.summary, addon.author.name].flatMap(text => wordsIn(text)),
  description: wordsIn(addon.description),
})

/** By this names are put in order: as a reader of the list would, whatever the case or accent. */
export const sortName = ({ name, slug }: AddonEntry) => `${wordsIn(name).join(' ')} ${slug}`
