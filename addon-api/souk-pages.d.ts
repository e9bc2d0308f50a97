// What is asked at an add-on's public address and pages, and what it answers.

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

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
