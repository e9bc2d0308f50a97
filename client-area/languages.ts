/** A language that the client area's pages speak. */
export interface Language {
  code: string
  /** its name in itself */
  name: string
  direction: 'ltr' | 'rtl'
}

export const english: Language = { code: 'en', name: 'English', direction: 'ltr' }

/** English first, then the others by name; each has its file in `messages/`. */
export const languages: readonly Language[] = [
  english,
  { code: 'de', name: 'Deutsch', direction: 'ltr' },
  { code: 'es', name: 'Español', direction: 'ltr' },
  { code: 'fr', name: 'Français', direction: 'ltr' },
  { code: 'ar', name: 'العربية', direction: 'rtl' },
  { code: 'ja', name: '日本語', direction: 'ltr' },
]
export const languageCodes = languages.map(({ code }) => code)

/** The language of the first wish that is spoken here: `de` also answers `de-AT`. */
export const languageOf = (wishes: readonly string[]): Language =>
  wishes.map(spoken).find(language => language !== undefined) ?? english

export const spoken = (wish: string) =>
  languages.find(({ code }) => code === wish.toLowerCase().split('-', 1)[0])
