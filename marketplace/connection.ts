import type { LicenceReply } from '../contracts/marketplace-api.ts'
import type { ActivityEntry, Actor } from './activity.ts'
import type { Tokens } from './client-area.ts'
import type { Access } from './connection/access.ts'
import { type AddressAnswer, type AddressAnswered, type Place, placeOf } from './connection/address.ts'
import type { Checked } from './connection/check.ts'
import type { Login, LoginOutcome } from './connection/connect.ts'
import type { Disconnected } from './connection/disconnect.ts'

/** Who in the client area. */
export interface Account {
  id: string
  name: string
  email: string
  /** what it is billed in, as far as the client area said */
  currency?: string | undefined
}

export type LicenceState = LicenceReply['state']

/** What a login brought, and what the client area last said of the licence. */
export interface LoginFacts {
  account: Account
  licence: { id: string; state: LicenceState; keyEnd: string }
  since: string
  /** name of the operator who logged in */
  by: string
  checkedAt: string
}

/** The help desk's login to the client area: one a help desk, shared by all operators. */
export interface Connection extends LoginFacts {
  /** tells one login from the next */
  login: string
  /** the panel's address at that login, or as somebody said since that it moved to */
  panelUrl: string
  place: Place
}

/** Why a connection ended without Disconnect. */
export type EndedBecause = 'no longer accepted' | 'licence moved'

/** A connection as it is stored; `login` tells one login from the next. */
export interface StoredConnection {
  login: string
  connection: LoginFacts
  panelUrl: string
  /** somebody said that this panel is a copy of the one that logged in */
  isCopy: boolean
  /** unreadable: sealed with another SECRET_KEY */
  tokens:
    | ({ kind: 'open' } & Tokens)
    | { kind: 'unreadable' }
    | { kind: 'ended'; at: string; because: EndedBecause }
}

export interface NewConnection {
  login: string
  connection: LoginFacts
  tokens: Tokens
  panelUrl: string
  actor: Actor
}

/** The one connection. Each change and its activity line are stored together; `login` guards against a newer login. */
export interface ConnectionStore {
  find: () => Promise<StoredConnection | undefined>
  keep: (connection: NewConnection, entry: ActivityEntry) => Promise<void>
  renew: (login: string, tokens: Tokens) => Promise<void>
  /** `changed`: something that a page shows */
  recheck: (login: string, connection: LoginFacts, changed: boolean) => Promise<void>
  /** what somebody said about the panel's address */
  place: (login: string, said: { panelUrl: string; isCopy: boolean }, entry: ActivityEntry) => Promise<void>
  end: (login: string, because: EndedBecause, at: string, entry: ActivityEntry) => Promise<void>
  remove: (login: string, entry: ActivityEntry) => Promise<void>
}

/** How the help desk stands with the client area; everything but the wrong account, which only one browser knows of. */
export type ConnectionState =
  | { kind: 'connected'; connection: Connection }
  | { kind: 'not connected' }
  | { kind: 'ended'; account: Account; at: string; because: EndedBecause }
  | { kind: 'unreadable'; account: Account }
  | { kind: 'other licence'; found: string; expected: string }

/** The settings of this help desk that a connection is held against. */
export interface Here {
  licenceKey: string
  panelUrl: string
}

/** Reads the state out of what is stored. */
export const stateOf = (stored: StoredConnection | undefined, here: Here): ConnectionState => {
  if (!stored) return { kind: 'not connected' }
  const { login, connection, panelUrl, tokens } = stored
  if (tokens.kind === 'ended') return { account: connection.account, ...tokens }
  if (tokens.kind === 'unreadable') return { kind: 'unreadable', account: connection.account }
  const expected = endOf(here.licenceKey)
  if (connection.licence.keyEnd !== expected)
    return { kind: 'other licence', found: connection.licence.keyEnd, expected }
  return {
    kind: 'connected',
    connection: { ...connection, login, panelUrl, place: placeOf(stored, here.panelUrl) },
  }
}

/** The last four characters, by which two licences are told apart without showing a key. */
export const endOf = (licenceKey: string) => licenceKey.trim().toUpperCase().slice(-4)

/** What routes and other domain files ask of the connection. */
export interface ConnectionVerbs {
  state: () => Promise<ConnectionState>
  /** the connection, if there is one that can be used */
  current: () => Promise<Connection | null>
  connect: (login: Login, actor: Actor) => Promise<LoginOutcome>
  disconnect: (actor: Actor) => Promise<Disconnected>
  /** whether this panel moved, or is a copy of the one that logged in; may be answered again */
  answerAddress: (answer: AddressAnswer, actor: Actor) => Promise<AddressAnswered>
  /** a line in the record about a login that got no further */
  note: (actor: Actor, because: string) => Promise<void>
  /** asks the client area with the help desk's access token */
  access: Access
  /** reads the licence's state now */
  check: () => Promise<Checked>
  /** the same in the background, if the last time is some minutes ago */
  checkSoon: (connection: LoginFacts) => void
  /** resolves when no check is under way */
  settled: () => Promise<void>
}
