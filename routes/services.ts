import type { Settings } from '../config/settings.ts'
import type { Language } from '../marketplace/messages.ts'
import type { Sessions } from './middleware/session.ts'
import type { Paths } from './paths.ts'

/** What the routes ask of the wiring: each noun adds the verbs it needs, as the domain states them. */
export interface Services {
  settings: Settings
  paths: Paths
  now: () => Date
  log: Log
  sessions: Sessions
  languages: Languages
}

/** The languages the panel speaks now. English is always among them. */
export interface Languages {
  english: Language
  /** English first, then the active packs by name; read again when the revision of the installations has moved */
  choices: (revision: number) => Promise<readonly Language[]>
  /** code of the default language */
  defaultCode: (revision: number) => Promise<string>
}

export interface Log {
  debug: (details: object, message: string) => void
  info: (details: object, message: string) => void
  warn: (details: object, message: string) => void
  error: (details: object, message: string) => void
}
