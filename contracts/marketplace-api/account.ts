import { z } from 'zod'
import { currency } from './money.ts'

export const accountSummary = z.object({
  id: z.string().min(1).max(60),
  name: z.string().max(200),
  email: z.string().max(320),
  /** what it is billed in */
  currency: currency.optional(),
})

/** `GET /api/v1/account`: who is logged in, and the accounts behind that login. */
export const accountReply = z.object({
  person: z.object({ id: z.string(), name: z.string(), email: z.string() }),
  accounts: z.array(accountSummary).max(100),
})
export type AccountReply = z.infer<typeof accountReply>

export const licenceStates = ['active', 'suspended', 'expired'] as const

/**
 * `GET /api/v1/licence`: the licence of the OAuth client that the token was given to (each licence has its own).
 * `account` is set when one of the caller's accounts owns it; otherwise only `owner`, partly masked, is told.
 */
export const licenceReply = z.object({
  id: z.string(),
  /** last four characters of the key, so that a person can tell two licences apart */
  keyEnd: z.string().length(4),
  state: z.enum(licenceStates),
  panel: z.string(),
  owner: z.string(),
  account: accountSummary.nullable(),
})
export type LicenceReply = z.infer<typeof licenceReply>
