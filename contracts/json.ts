/** What JSON can say. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** JSON from outside went wrong; the message says how, in one sentence. */
export class NotJson extends Error {}

/**
 * Reads JSON text that untrusted code has made: bounded in length and depth, copied into plain objects.
 * `__proto__` is left out: it would become the prototype of whatever the value is copied into later.
 */
export const readJson = (text: string, { most, deepest = 64 }: { most: number; deepest?: number }): Json => {
  if (Buffer.byteLength(text) > most) throw new NotJson(`It is larger than ${most / 1024} KB.`)
  return copy(parse(text), deepest)
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new NotJson('It is not JSON.', { cause })
  }
}

const copy = (value: unknown, left: number): Json => {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return value
  if (left === 0 || typeof value !== 'object') throw new NotJson('It is nested too deeply.')
  if (Array.isArray(value)) return value.map(one => copy(one, left - 1))
  const entries = Object.entries(value).filter(([key]) => key !== '__proto__')
  return Object.fromEntries(entries.map(([key, one]) => [key, copy(one, left - 1)]))
}
