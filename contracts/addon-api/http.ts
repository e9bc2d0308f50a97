import { z } from 'zod'

/** Header names as RFC 9110 has them; control characters in a value would begin another header. */
export const headers = z.record(
  z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/),
  z
    .string()
    .max(4096)
    .regex(/^[\t\x20-\x7e\x80-\xff]*$/),
)

export const httpRequest = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET'),
  url: z.url({ protocol: /^https?$/ }).max(4000),
  headers: headers.default({}),
  body: z.string().max(131_072).optional(),
})
export type HttpRequest = z.infer<typeof httpRequest>

export const httpResponse = z.strictObject({
  status: z.int().min(100).max(599),
  headers,
  body: z.string(),
})
export type HttpResponse = z.infer<typeof httpResponse>

/** What a public address was asked: the input of a `hook`. */
export const hookRequest = z.strictObject({
  method: z.string().max(10),
  path: z.string().max(2000),
  query: z.record(z.string(), z.string()),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
})
export type HookRequest = z.infer<typeof hookRequest>

/** What a hook answers. */
export const hookResponse = z.strictObject({
  status: z.int().min(200).max(599).default(200),
  headers: headers.default({}),
  body: z.string().max(131_072).default(''),
})
export type HookResponse = z.infer<typeof hookResponse>
