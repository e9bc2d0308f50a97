import { z } from 'zod'
import { link } from './manifest.ts'

const short = z.string().min(1).max(200)
const long = z.string().max(20_000)
const cell = z.union([z.string().max(2000), z.number()])

const notOwn = { error: 'say an address of the add-on itself, as "/thanks"' }

/** An address of the add-on's own, below its public address or its pages; never somebody else's. */
export const redirect = z
  .string()
  .max(1000)
  .regex(/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/, notOwn)
  // stops a form of an add-on from being sent, with the operator's token, to an address of the help desk
  .refine(text => !pathOf(text).split('/').some(isDots), notOwn)

const pathOf = (text: string) => text.split(/[?#]/)[0] ?? ''
const isDots = (segment: string) => /^(?:\.|%2e){1,2}$/i.test(segment)

const named = {
  /** `_csrf` and the like are the help desk's own */
  name: z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,59}$/),
}
const labelled = {
  ...named,
  label: short,
  help: z.string().max(500).optional(),
  error: z.string().max(300).optional(),
}
const choices = z.array(z.strictObject({ value: z.string().max(200), text: short })).max(100)

/** One field of a form. A `trap` is for programs that fill in everything: people leave it empty. */
export const formField = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.enum(['text', 'email', 'number', 'long text']),
    ...labelled,
    required: z.boolean().default(false),
    value: long.default(''),
    maxLength: z.int().min(1).max(20_000).optional(),
  }),
  z.strictObject({
    type: z.enum(['choice', 'one of']),
    ...labelled,
    choices,
    value: z.string().max(200).default(''),
  }),
  z.strictObject({ type: z.literal('check'), ...labelled, value: z.boolean().default(false) }),
  z.strictObject({ type: z.literal('hidden'), ...named, value: z.string().max(2000) }),
  z.strictObject({ type: z.literal('trap'), ...named }),
])
export type FormField = z.infer<typeof formField>

/** One piece of a page. All of it is text, which the help desk escapes and lays out. */
export const block = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('heading'), text: short }),
  z.strictObject({ kind: z.literal('text'), text: long }),
  z.strictObject({ kind: z.literal('link'), text: short, href: z.union([link, redirect]) }),
  z.strictObject({
    kind: z.literal('list'),
    items: z.array(z.string().max(2000)).max(500),
    numbered: z.boolean().default(false),
  }),
  z.strictObject({
    kind: z.literal('facts'),
    facts: z.array(z.strictObject({ name: short, value: cell })).max(100),
  }),
  z.strictObject({
    kind: z.literal('table'),
    caption: short,
    columns: z.array(short).min(1).max(20),
    rows: z.array(z.array(cell).max(20)).max(1000),
  }),
  z.strictObject({
    kind: z.literal('chart'),
    caption: short,
    bars: z.array(z.strictObject({ label: short, value: z.number().min(0) })).max(100),
  }),
  z.strictObject({
    kind: z.literal('form'),
    /** where it goes; the page it stands on unless told */
    action: redirect.optional(),
    submit: short,
    fields: z.array(formField).max(40),
  }),
])
export type Block = z.infer<typeof block>

/** A page as data: the help desk makes HTML of it, with its own components. */
export const page = z.strictObject({
  title: short,
  notice: z
    .strictObject({
      tone: z.enum(['info', 'good', 'warning', 'bad']).default('info'),
      text: z.string().max(1000),
    })
    .optional(),
  blocks: z.array(block).max(100).default([]),
})
export type PageData = z.infer<typeof page>

const mostValues = 10_000

/** Stops a page of a hundred thousand cells from keeping the panel busy, before anybody reads it. */
export const ofPageSize = z.custom<unknown>(value => valuesIn(value, mostValues) <= mostValues, {
  error: 'a page has at most 10,000 cells, items, choices and other values in all',
})

/** Counts no further than that. */
const valuesIn = (value: unknown, most: number): number => {
  if (typeof value !== 'object' || value === null) return 1
  let found = 1
  for (const one of Object.values(value)) {
    if (found > most) return found
    found += valuesIn(one, most - found)
  }
  return found
}
