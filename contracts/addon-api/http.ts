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
  /** may hold what stands for a secret in path and query, as headers and body may anywhere */
  url: z.url({ protocol: /^https?$/ }).max(4000),
  headers: headers.default({}),
  body: z.string().max(131_072).optional(),
  /** HTTP Basic authentication (RFC 7617), either of them a secret or not */
  basic: z.strictObject({ user: z.string().max(1000), password: z.string().max(1000) }).optional(),
})
export type HttpRequest = z.infer<typeof httpRequest>

export const httpResponse = z.strictObject({
  status: z.int().min(100).max(599),
  headers,
  body: z.string(),
})
export type HttpResponse = z.infer<typeof httpResponse>
