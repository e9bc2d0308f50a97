// What an add-on exports, and what the help desk does for it: version 1. docs/writing-addons.md explains all of it.

import type {
  Delivery,
  EventAnswer,
  EventName,
  FoundConversations,
  InboxFilter,
  OwnEvents,
  ToldEvent,
} from './souk-inbox.d.ts'
import type { HookAnswer, HookRequest, Json, PageAnswer, PageRequest } from './souk-pages.d.ts'

export type * from './souk-inbox.d.ts'
export type * from './souk-pages.d.ts'

// what an operator filled in and what was kept is whatever its author says it is
/* oxlint-disable typescript/no-explicit-any */

/** The default export of files/main.js. The manifest declares what is to be called. */
export interface Addon {
  /** by name; a channel answers `reply.sent` of its own conversation with nothing, or why it never can be sent */
  events?: {
    [Name in EventName]?: (event: ToldEvent<Name>, souk: Souk) => EventAnswer | Promise<EventAnswer>
  } & {
    /** of these the manifest says nothing: they concern the add-on alone */
    [Name in keyof OwnEvents]?: (event: OwnEvents[Name], souk: Souk) => unknown
  }
  hooks?: {
    /** answers at the public address, within half a second */
    request?: (request: HookRequest, souk: Souk) => HookAnswer | null | Promise<HookAnswer | null>
  }
  /** by the ids in the manifest; each answers within half a second */
  pages?: { [id: string]: (request: PageRequest, souk: Souk) => PageAnswer | Promise<PageAnswer> }
  /** at the times that the manifest names, in UTC */
  schedule?: (due: { at: string }, souk: Souk) => unknown
  /** after an update, before anything else: `from` is the version that ran before */
  migrate?: (before: { from: string }, souk: Souk) => unknown
}

/** One call's hands: nothing of it works once the call is over. Whatever answers a promise may refuse: see `SoukError`. */
export interface Souk {
  /** as the operator filled them in; a secret that is set is a text that stands for it, never its value */
  readonly settings: { readonly [name: string]: any }
  readonly log: Readonly<Record<LogLevel, (text: unknown) => void>>
  readonly storage: {
    /** null if there is nothing under that key */
    get(key: string): Promise<any>
    set(key: string, value: Json): Promise<null>
    delete(key: string): Promise<null>
    /** those whose key begins so, in order */
    list(prefix?: string): Promise<{ key: string; value: any }[]>
  }
  /** asks another server: one of the declared hosts, by https */
  http(request: HttpRequest): Promise<HttpResponse>
  readonly inbox: {
    /** hands over a customer's message; only channels */
    deliver(message: Delivery): Promise<{ conversation: string; message: string; isNew: boolean }>
    reply(conversation: string, text: string): Promise<{ message: string }>
    tag(conversation: string, tag: string): Promise<null>
    untag(conversation: string, tag: string): Promise<null>
    close(conversation: string): Promise<null>
    find(filter: InboxFilter): Promise<FoundConversations>
  }
  /** a line above every page of the operators, for a day or until its text is null */
  notify(notice: Notice): Promise<null>
  readonly hmac: { verify(asked: Hmac): Promise<boolean> }
  readonly secrets: {
    /** is this text the value of that secret? In the same time whatever it is */
    same(secret: string, text: string): Promise<boolean>
  }
  /** 64 hex digits that nobody else can make of this text: for what is handed out and has to come back as it was */
  sign(text: string): Promise<string>
  /** where its public address begins, without a slash at the end */
  publicUrl(): Promise<string>
  /** the help desk's clock, ISO 8601 */
  now(): Promise<string>
}

/** What a refused promise is rejected with. `out of reach`, if it is thrown on, is no fault of the add-on. */
export interface SoukError extends Error {
  name: 'SoukError'
  code: Refusal
}

export type Refusal =
  | 'not allowed'
  | 'wrong input'
  | 'not found'
  | 'too large'
  | 'too many'
  | 'no room'
  | 'out of reach'
  | 'over'
  /** it is being updated just now: try again in a moment */
  | 'busy'
  | 'failed'

export type LogLevel = 'info' | 'warn' | 'error'

export interface HttpRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** may hold what `settings` has for a secret in path and query, as headers and body may anywhere */
  url: string
  headers?: Record<string, string>
  body?: string
  /** HTTP Basic authentication; either of them may be a secret */
  basic?: { user: string; password: string }
}

export interface HttpResponse {
  status: number
  headers: Record<string, string>
  body: string
}

export interface Notice {
  /** a second one of an id replaces the first; default: `notice` */
  id?: string
  tone?: 'info' | 'warning'
  text: string | null
}

export interface Hmac {
  algorithm: 'sha1' | 'sha256'
  /** as it stands in the settings */
  secret: string
  data: string
  signature: string
  encoding?: 'hex' | 'base64'
}
