import type { Settings } from '../config/settings.ts'
import type { AddonEntry, ReleaseEntry } from '../contracts/catalogue.ts'
import type { Activity, Actor } from '../marketplace/activity.ts'
import type { Addons, RefreshOutcome } from '../marketplace/addons.ts'
import type { CodeVerbs } from '../marketplace/code/verbs.ts'
import type { ClientArea } from '../marketplace/client-area.ts'
import type { ConnectionVerbs } from '../marketplace/connection.ts'
import type { Entitlements } from '../marketplace/entitlements.ts'
import type { Webhooks } from '../marketplace/webhooks.ts'
import type { FirstOperatorLinks } from '../marketplace/first-operator.ts'
import type { FirstStepStore } from '../marketplace/first-steps.ts'
import type { Inbox } from '../marketplace/inbox.ts'
import type { InstallationStore } from '../marketplace/installations.ts'
import type { Installing } from '../marketplace/installations/installing.ts'
import type { Leftover } from '../marketplace/installations/leftovers.ts'
import type { Managing } from '../marketplace/installations/managing.ts'
import type { Languages } from '../marketplace/languages.ts'
import type { Operations } from '../marketplace/operations.ts'
import type { LoginAttempts } from '../marketplace/login-attempts.ts'
import type { Operators } from '../marketplace/operators.ts'
import type { Passwords } from '../marketplace/passwords.ts'
import type { Viewer } from '../marketplace/permissions.ts'
import type { Pictures } from '../marketplace/pictures.ts'
import type { Purchases } from '../marketplace/purchases.ts'
import type { Reach } from '../marketplace/reach.ts'
import type { Roles } from '../marketplace/roles.ts'
import type { Sessions } from '../marketplace/sessions.ts'
import type { AddonSettings } from '../marketplace/settings/standing.ts'
import type { Updates } from '../marketplace/updates.ts'
import type { ManyUpdates } from '../marketplace/updates/many.ts'
import type { SignInLimits } from '../marketplace/sign-in.ts'
import type { Paths } from './paths.ts'

/** What the routes ask of the wiring: each noun adds the verbs it needs, as the domain states them. */
export interface Services extends CatalogueVerbs, InstallationVerbs, StatusVerbs, MoneyVerbs {
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
  firstSteps: FirstStepStore
  activity: Activity
  clientArea: ClientArea
  connection: ConnectionVerbs
  loginAttempts: LoginAttempts
  /** add-ons that run code */
  code: CodeVerbs
  /** tells visitors apart for a day without saying who they are */
  visitorOf: (addon: string, network: string) => string
  updates: Updates
  manyUpdates: ManyUpdates
  inbox: Inbox
}

/** The verified copy of the vendor's list. */
export interface CatalogueVerbs {
  addons: Addons
  pictures: Pictures
  /** Reads the list again; whoever asks while that runs gets the same answer. */
  refreshCatalogue: () => Promise<RefreshOutcome>
}

/** What is installed, and what may be done to it. */
export interface InstallationVerbs {
  installations: Pick<InstallationStore, 'find' | 'all' | 'release'>
  operations: Operations
  languages: Languages
  addonSettings: AddonSettings
  /** Installs what the offer offers this operator, or the version that kept data of it; `actor` where the record names somebody else. */
  install: (addon: AddonEntry, viewer: Viewer, actor?: Actor, version?: string) => Promise<Installing>
  /** Installs one release, whoever decided that it may be. */
  installRelease: (addon: AddonEntry, release: ReleaseEntry, actor: Actor) => Promise<Installing>
  /** what an add-on left behind that is not installed any more */
  leftover: (addon: string) => Promise<Leftover | undefined>
  manage: Managing
}

/** Buying, paying and cancelling, and the rights that come of it. */
export interface MoneyVerbs {
  purchases: Purchases
  entitlements: Entitlements
  webhooks: Webhooks
}

/** What the status page asks about this server and the ways to the others. */
export interface StatusVerbs {
  /** Souk's own */
  version: string
  reach: () => Promise<Reach[]>
  /** in bytes */
  disk: () => Promise<{ free: number; used: number }>
}

export interface Log {
  debug: (details: object, message: string) => void
  info: (details: object, message: string) => void
  warn: (details: object, message: string) => void
  error: (details: object, message: string) => void
}
