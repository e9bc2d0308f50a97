import { z } from 'zod'

const key = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\p{Cs}]+$/u, { error: 'a key has no control characters' })

export const storage = {
  'storage.get': { input: z.strictObject({ key }), output: z.json() },
  'storage.set': { input: z.strictObject({ key, value: z.json() }), output: z.null() },
  'storage.delete': { input: z.strictObject({ key }), output: z.null() },
  'storage.list': {
    input: z.strictObject({ prefix: z.string().max(200).default('') }),
    output: z.array(z.strictObject({ key, value: z.json() })),
  },
}
