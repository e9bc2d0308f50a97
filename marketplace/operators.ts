import type { Actor } from './activity.ts'

/** Somebody who uses the panel. */
export interface Operator {
  id: string
  email: string
  name: string
  disabled: boolean
  language: string | null
  theme: Theme
  timeZone: string
  /** single keys do something */
  shortcuts: boolean
  /** ids of the operator's roles */
  roles: string[]
}

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

export interface OperatorDetails {
  email: string
  name: string
  roles: string[]
}

export interface Profile {
  name: string
  language: string | null
  theme: Theme
  timeZone: string
  shortcuts: boolean
}

/** What a sign-in is checked against. */
export interface Credentials {
  id: string
  name: string
  disabled: boolean
  passwordHash: string
}

/** `nobody left`: after it no enabled operator could manage operators, so nothing was changed. */
export type OperatorOutcome =
  | { kind: 'done'; id: string }
  | { kind: 'email taken' }
  | { kind: 'unknown' }
  | { kind: 'nobody left' }

export interface Operators {
  list: () => Promise<Operator[]>
  find: (id: string) => Promise<Operator | undefined>
  findByEmail: (email: string) => Promise<Operator | undefined>
  credentialsOf: (email: string) => Promise<Credentials | undefined>
  areThereAny: () => Promise<boolean>
  add: (details: OperatorDetails, passwordHash: string, by: Actor) => Promise<OperatorOutcome>
  change: (id: string, details: OperatorDetails, by: Actor) => Promise<OperatorOutcome>
  setDisabled: (id: string, disabled: boolean, by: Actor) => Promise<OperatorOutcome>
  /** ends every session of the operator, but for the one that asked */
  setPassword: (id: string, passwordHash: string, by: Actor, keptSession?: string) => Promise<OperatorOutcome>
  setProfile: (id: string, profile: Profile) => Promise<void>
}

export const plainEmail = (typed: string) => typed.trim().normalize('NFC').toLowerCase()

/** One @ with something on both sides; only a message sent there could tell more. */
export const isEmail = (text: string) => text.length <= 320 && /^[^\s@]+@[^\s@]+$/.test(text)

export const isTimeZone = (name: string) => timeZones().includes(name)

/** UTC first: it is what a new operator has. */
export const timeZones = () => ['UTC', ...Intl.supportedValuesOf('timeZone').filter(zone => zone !== 'UTC')]
