import { z } from 'zod'
import { ofPageSize, page, redirect } from '../addon-pages.ts'
import { headers } from './http.ts'

const texts = z.record(z.string(), z.string())

/** What a public address was asked, for `hooks.request`: `path` begins after `/hooks/:slug`, header names are in lower case. */
export const hookRequest = z.strictObject({
  method: z.string().max(10),
  /** all of it, as the visitor's program asked: what some services sign */
  url: z.string(),
  path: z.string().max(2000),
  query: texts,
  headers: texts,
  body: z.string(),
  /** the fields of a form, if the body is one */
  form: texts,
  /** tells visitors apart, for a day, without saying who they are */
  visitor: z.string(),
})
export type HookRequest = z.infer<typeof hookRequest>

const status = z.int().min(200).max(599).default(200)
const body = z.string().max(131_072)

/** What `hooks.request` answers: text, JSON, a page shown by the help desk, or another address of its own. */
export const hookAnswer = z.union([
  z.strictObject({ page, status }),
  z.strictObject({ redirect }),
  z.strictObject({ json: z.json(), status, headers: headers.default({}) }),
  z.strictObject({ status, headers: headers.default({}), body: body.default('') }),
])
export type HookAnswer = z.infer<typeof hookAnswer>

const pageIn = (value: unknown) =>
  typeof value === 'object' && value !== null && 'page' in value ? value.page : null

/** Reads it, its size first. */
export const readHookAnswer = (value: unknown) => {
  const size = ofPageSize.safeParse(pageIn(value))
  return size.success ? hookAnswer.safeParse(value) : size
}

/** What a page was asked, for `pages[id]`: `operator` is who looks, null on a public page. */
export const pageRequest = z.strictObject({
  method: z.enum(['GET', 'POST']),
  query: texts,
  form: texts,
  operator: z.strictObject({ name: z.string() }).nullable(),
  visitor: z.string(),
})
export type PageRequest = z.infer<typeof pageRequest>

/** What `pages[id]` answers. */
export const pageAnswer = z.union([z.strictObject({ redirect }), page])
export type PageAnswer = z.infer<typeof pageAnswer>

/** Reads it, its size first. */
export const readPageAnswer = (value: unknown) => {
  const size = ofPageSize.safeParse(value)
  return size.success ? pageAnswer.safeParse(value) : size
}
