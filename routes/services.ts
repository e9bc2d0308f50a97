import type { Settings } from '../config/settings.ts'
import type { Activity } from '../marketplace/activity.ts'
import type { FirstOperatorLinks } from '../marketplace/first-operator.ts'
import type { Language } from '../marketplace/messages.ts'
import type { Operators } from '../marketplace/operators.ts'
import type { Passwords } from '../marketplace/passwords.ts'
import type { Roles } from '../marketplace/roles.ts'
import type { Sessions } from '../marketplace/sessions.ts'
import type { SignInLimits } from '../marketplace/sign-in.ts'
import type { Paths } from './paths.ts'

/** What the routes ask of the wiring: each noun adds the verbs it needs, as the domain states them. */
export interface Services {
  settings: Settings
  paths: Paths
  now: () => Date
  log: Log
  sessions: Sessions
  operators: Operators
  roles: Roles
  passwords: Passwords
  limits: SignInLimits
  firstOperatorLinks: FirstOperatorLinks
  activity: Activity
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
