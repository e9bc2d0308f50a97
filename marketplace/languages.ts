import type { Installation, InstallationStore } from './installations.ts'
import type { Packs } from './language-packs.ts'
import type { Language } from './messages.ts'
import type { PanelSettingStore } from './panel-settings.ts'

/** The name under which the default language's code is kept among the panel's settings. */
export const defaultSetting = 'language.default'

/** What operators, and the help desk as its default, chose to read. */
export interface LanguageChoices {
  /** Whoever chose the one code has chosen the other. */
  rename(from: string, to: string): Promise<void>
}

/** The languages the panel speaks now. English is always among them. */
export interface Languages {
  english: Language
  /** English first, then the active packs by name; read again when the revision of the installations has moved */
  choices: (revision: number) => Promise<readonly Language[]>
  /** code of the default language */
  defaultCode: (revision: number) => Promise<string>
}

export interface LanguageHouse {
  english: Language
  packs: Packs
  installations: InstallationStore
  panelSettings: PanelSettingStore
  /** stores that the pack's bytes are no longer the signed ones */
  markAltered: (installation: Installation) => Promise<void>
  log: { warn: (details: object, message: string) => void }
}

interface Spoken {
  revision: number
  choices: Language[]
  defaultCode: string
}

/** Keeps the active languages in memory until the installations' revision moves, also by another process. */
export const languagesOf = (house: LanguageHouse): Languages => {
  const loaded = new Map<string, Language>()
  let current: Spoken | undefined
  let reading: Promise<Spoken> | undefined

  const spoken = async (revision: number): Promise<Spoken> => {
    // a request without a session knows no revision, 0: it costs a look into the database
    if (current && revision > 0 && current.revision >= revision) return current
    const found = await once()
    // what was being read may have begun before the change that this request knows of
    return found.revision < revision ? once() : found
  }

  const once = () => {
    reading ??= read().finally(() => {
      reading = undefined
    })
    return reading
  }

  const read = async () => {
    // the number first: what changes while the packs are read is read again next time
    const revision = await house.installations.revision()
    if (current?.revision === revision) return current
    const active = (await house.installations.all('language')).filter(one => one.active && !one.altered)
    const languages = await Promise.all(active.map(one => load(one)))
    current = {
      revision,
      choices: [house.english, ...languages.filter(language => language !== undefined)],
      defaultCode: (await house.panelSettings.get(defaultSetting)) ?? house.english.code,
    }
    return current
  }

  const load = async (installation: Installation) => {
    const key = `${installation.addon} ${installation.version}`
    const language = loaded.get(key) ?? (await loadFrom(house, installation))
    if (language) loaded.set(key, language)
    return language
  }

  return {
    english: house.english,
    choices: async revision => (await spoken(revision)).choices,
    async defaultCode(revision) {
      const { choices, defaultCode } = await spoken(revision)
      // English steps in for a default that can't be spoken now
      return choices.some(({ code }) => code === defaultCode) ? defaultCode : house.english.code
    },
  }
}

// A bad pack is a language less, never a panel that does not answer.
const loadFrom = async ({ packs, installations, markAltered, log }: LanguageHouse, one: Installation) => {
  try {
    const placed = await installations.release(one.addon, one.version)
    const pack = placed && (await packs.load(placed))
    if (pack?.kind === 'readable') return pack.language
    await markAltered(one)
    log.warn({ addon: one.addon, version: one.version }, 'language not loaded: altered on disk')
  } catch (error) {
    log.warn({ err: error, addon: one.addon, version: one.version }, 'language not loaded')
  }
  return undefined
}
