import type { RoleName } from './keys.ts'

/** How many days each signature is good for. */
export type Life = Record<RoleName, number>
export const usualLife: Life = { root: 3650, targets: 3650, snapshot: 7, timestamp: 7 }

/** Days from now, in the form that TUF writes. */
export const expiry = (now: Date, days: number) =>
  new Date(now.getTime() + days * 86_400_000).toISOString().replace(/\.\d+Z$/, 'Z')

/** What the metadata of every role begins with. */
export const headingOf = (version: number, now: Date, days: number) => ({
  version,
  specVersion: '1.0.31',
  expires: expiry(now, days),
})
