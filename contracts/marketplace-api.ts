import { z } from 'zod'

/**
 * What the panel asks of the client area under `/api/v1`, with the access token of its login. Every answer is about that
 * token's own licence; anybody else's object is 404. Errors are problem details (RFC 9457) with a stable `code`.
 */
export const scopes = ['openid', 'email', 'profile', 'offline_access', 'marketplace', 'purchases'] as const

export * from './marketplace-api/account.ts'
export * from './marketplace-api/entitlements.ts'
export * from './marketplace-api/events.ts'
export * from './marketplace-api/invoices.ts'
export * from './marketplace-api/money.ts'
export * from './marketplace-api/purchases.ts'
export * from './marketplace-api/quotes.ts'

/** `purchases` is needed for everything that spends or ends; `marketplace` for the rest. */
export const problemCodes = [
  'missing_token',
  'invalid_token',
  'insufficient_scope',
  'not_found',
  'invalid_request',
  'method_not_allowed',
  'too_large',
  'unsupported_media_type',
  'key_missing',
  'key_reused',
  'key_in_use',
  'not_owner',
  'not_entitled',
  'not_free',
  'not_recurring',
  'withdrawn',
  'licence_inactive',
  'already_entitled',
  'already_paid',
  'too_many_requests',
  'server_error',
] as const
export type ProblemCode = (typeof problemCodes)[number]

export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string().optional(),
})
export type Problem = z.infer<typeof problem>
