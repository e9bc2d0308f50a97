import { ServerResponse } from 'node:http'
import express from 'express'

/** A page or fragment that some program showed during the tests. */
export interface Shown {
  /** what was asked for, and the status of the answer */
  name: string
  html: string
  isWhole: boolean
}

const seen = new Set<string>()
let fresh: Shown[] = []

let detail: 'shapes' | 'neighbours' = 'neighbours'

/**
 * Keeps pages and fragments that panels and client areas of this process send, whoever asks and whatever for. By shapes:
 * one of those that differ only in words and numbers. By neighbours, which are far fewer: those in which two tags follow
 * each other that did not before.
 */
export const keepWhatIsShown = (by: typeof detail) => {
  detail = by
  watch(express.response, 'send', (res, [body]) => {
    if (typeof body === 'string' && String(res.getHeader('content-type')).startsWith('text/html'))
      keep(res, body)
  })
  // pages that the OpenID Connect provider shows do not come by Express
  watch(ServerResponse.prototype, 'end', (res, [body]) => {
    if (typeof body === 'string' && res.req.url?.includes('/oauth/') && isWhole(body)) keep(res, body)
  })
}

/** Looks on whenever a method has been called, with what, and what came of it. */
export const watch = <Owner extends object>(
  owner: Owner,
  name: keyof Owner,
  look: (self: Owner, args: unknown[], result: unknown) => void,
) => {
  const method: unknown = Reflect.get(owner, name)
  if (typeof method !== 'function') throw new Error(`${String(name)} is no method`)
  Reflect.set(owner, name, function (this: Owner, ...args: unknown[]) {
    const result: unknown = Reflect.apply(method, this, args)
    look(this, args, result)
    return result
  })
}

/** What was shown since this was asked last, each shape once a process. */
export const takeShown = (): Shown[] => {
  const taken = fresh
  fresh = []
  return taken
}

const isWhole = (html: string) => /^\s*<!doctype html>/i.test(html)

const keep = ({ req, statusCode }: ServerResponse, html: string) => {
  const news = detail === 'shapes' ? [shapeOf(html)] : neighboursIn(shapeOf(html))
  if (html.trim() === '' || news.every(one => seen.has(one))) return
  for (const one of news) seen.add(one)
  const address = 'originalUrl' in req ? String(req.originalUrl) : req.url
  const piece = isWhole(html) ? '' : ', fragment'
  fresh.push({ name: `${req.method} ${address} ${statusCode}${piece}`, html, isWhole: isWhole(html) })
}

/** Markup without the words in it and without what only tells one thing from another of its kind. */
const shapeOf = (html: string) =>
  html
    .replace(/>[^<]+/g, words => (words.trim() === '>' ? '>' : '>w'))
    .replace(/ (?:value|content|title|alt|aria-label|data-lost)="[^"]+"/g, '')
    .replace(/\?[^"]*"/g, '"')
    .replace(/[0-9a-f-]{8,}|\d+/g, '0')

/** Each tag with its attributes and the tag after it: mistakes stand in one tag or between two. */
const neighboursIn = (shape: string) => {
  const tags = shape.replace(/="[^"]*"/g, '').match(/<[^>]*>w?/g) ?? []
  return [...new Set(tags.map((tag, n) => tag + (tags[n + 1] ?? '')))]
}
