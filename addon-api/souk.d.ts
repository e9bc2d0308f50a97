// What an add-on exports, and what the help desk does for it: version 1. docs/writing-addons.md explains all of it.

/** The default export of files/main.js. The manifest declares what is to be called. */
export interface Addon {
  /** by name; a channel answers `reply.sent` of its own conversation with nothing, or why it never can be sent */
  events?: {
    [Name in EventName]?: (event: ToldEvent<Name>, souk: Souk) => EventAnswer | Promise<EventAnswer>
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
  /** as the operator filled them in; a secret that is set is its `{{secret:NAME}}`, never its value */
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
  | 'failed'

export type LogLevel = 'info' | 'warn' | 'error'
export type EventName = 'conversation.opened' | 'message.received' | 'reply.sent' | 'conversation.closed'
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

/** Thrown: tried again later. `failed`: it never can be sent, and the operator reads why. */
export type EventAnswer = { failed: string } | null | undefined | void

export interface Conversation {
  id: string
  /** slug of the channel */
  channel: string
  /** the channel's own name of it: the `conversationKey` of its messages */
  key: string
  customer: { name: string; address: string }
  subject: string
  state: 'open' | 'closed'
  tags: string[]
  openedAt: string
}

export interface Message {
  id: string
  text: string
  at: string
  /** how often it was to be sent */
  attempt: number
}

export interface ToldEvent<Name extends EventName = EventName> {
  name: Name
  at: string
  conversation: Conversation
  message: Name extends 'conversation.closed' ? null : Name extends EventName ? Message : never
  /** who did it; `addon` is the slug, if it was one */
  by: { kind: 'customer' | 'operator' | 'addon'; name: string; addon: string | null }
}

export interface Delivery {
  /** the message's own name: delivered again, it makes no double */
  externalId: string
  /** messages of one key belong together */
  conversationKey: string
  customer?: { name?: string; address?: string }
  subject?: string
  text: string
  /** ISO 8601 */
  at?: string
}

export interface InboxFilter {
  words?: string
  /** `waiting`: for an answer to the customer */
  state?: 'waiting' | 'open' | 'closed' | 'all'
  tag?: string
  page?: number
}

export interface FoundConversations {
  total: number
  page: number
  pages: number
  conversations: (Conversation & {
    changedAt: string
    latest: { text: string; at: string; from: 'customer' | 'help desk' }
  })[]
}

export interface HttpRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** may hold `{{secret:NAME}}` in path and query, as headers and body may anywhere */
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

export interface HookRequest {
  method: string
  /** all of it, as it was asked: what some services sign */
  url: string
  /** begins after /hooks/<slug> */
  path: string
  query: Record<string, string>
  /** names in lower case; cookies and credentials are not told */
  headers: Record<string, string>
  body: string
  /** the fields of a form, if the body is one */
  form: Record<string, string>
  /** tells visitors apart, for a day, without saying who they are */
  visitor: string
}

export type HookAnswer =
  | { page: PageData; status?: number }
  | { redirect: string }
  | { json: Json; status?: number; headers?: Record<string, string> }
  | { status?: number; headers?: Record<string, string>; body?: string }

export interface PageRequest {
  method: 'GET' | 'POST'
  query: Record<string, string>
  form: Record<string, string>
  /** who looks; null on a public page */
  operator: { name: string } | null
  visitor: string
}

/** A redirect leads to an address of the add-on's own, as `/thanks`. */
export type PageAnswer = { redirect: string } | PageData

/** A page as data: the help desk makes HTML of it. */
export interface PageData {
  title: string
  notice?: { tone?: 'info' | 'good' | 'warning' | 'bad'; text: string }
  blocks?: Block[]
}

export type Block =
  | { kind: 'heading'; text: string }
  | { kind: 'text'; text: string }
  | { kind: 'link'; text: string; href: string }
  | { kind: 'list'; items: string[]; numbered?: boolean }
  | { kind: 'facts'; facts: { name: string; value: string | number }[] }
  | { kind: 'table'; caption: string; columns: string[]; rows: (string | number)[][] }
  | { kind: 'chart'; caption: string; bars: { label: string; value: number }[] }
  | { kind: 'form'; action?: string; submit: string; fields: FormField[] }

interface Labelled {
  name: string
  label: string
  help?: string
  error?: string
}

/** A `trap` is for programs that fill in everything: people leave it empty. */
export type FormField =
  | (Labelled & {
      type: 'text' | 'email' | 'number' | 'long text'
      required?: boolean
      value?: string
      maxLength?: number
    })
  | (Labelled & {
      type: 'choice' | 'one of'
      choices: { value: string; text: string }[]
      value?: string
    })
  | (Labelled & { type: 'check'; value?: boolean })
  | { type: 'hidden'; name: string; value: string }
  | { type: 'trap'; name: string }
