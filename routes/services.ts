import type { Settings } from '../config/settings.ts'
import type { Paths } from './paths.ts'

/** What the routes ask of the wiring: each noun adds the verbs it needs, as the domain states them. */
export interface Services {
  settings: Settings
  paths: Paths
  now: () => Date
  log: Log
}

export interface Log {
  debug: (details: object, message: string) => void
  info: (details: object, message: string) => void
  warn: (details: object, message: string) => void
  error: (details: object, message: string) => void
}
