import type { Accounts } from '../accounts/accounts.ts'
import type { Licences } from '../accounts/licences.ts'
import type { People } from '../accounts/people.ts'
import type { Attempts } from '../accounts/sign-in.ts'
import type { BillingBackend } from '../billing/backend.ts'
import type { Events } from '../billing/stores.ts'
import type { Consents } from '../db/consents.ts'
import type { Issued } from '../db/issued.ts'
import type { Releases } from '../gateways/releases.ts'
import type { OpenedProvider } from '../provider/index.ts'
import type { Paths } from './paths.ts'
import type { Vault } from '../vault.ts'
import type { Render } from '../views.ts'

/** What the routes ask of the wiring. */
export interface Services {
  publicUrl: URL
  paths: Paths
  /** of the terms of sale that a purchase accepts */
  termsVersion: string
  trustProxy: string | undefined
  people: People
  accounts: Accounts
  licences: Licences
  consents: Consents
  issued: Issued
  attempts: Attempts
  events: Events
  billing: BillingBackend
  releases: Releases
  vault: Vault
  provider: OpenedProvider
  render: Render
  icon: string
  styles: { path: string; text: string }
  now: () => Date
  log: Log
}

export interface Log {
  info: (details: object, message: string) => void
  warn: (details: object, message: string) => void
  error: (details: object, message: string) => void
}
