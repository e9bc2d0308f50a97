import type { Request, Response } from 'express'
import type { HookAnswer } from '../../contracts/addon-api.ts'

type Asked = Request<{ slug: string }>

/** Why there is nothing at a public address, for a person or for a program. */
export const showAway = (
  req: Asked,
  res: Response,
  status: number,
  why: 'unknown' | 'off' | 'failed' | 'refused' | 'later',
) => {
  const words = { title: res.locals.t(`pages.away.${why}`), next: res.locals.t(`pages.away.${why}-next`) }
  res.status(status)
  if (req.accepts(['text', 'html']) === 'html') return res.render('pages/away', words)
  res.type('text').send(`${words.title}\n${words.next}\n`)
}

/** Sends what an add-on answers: text and JSON as they are, a page with our own components. */
export const showAnswer = (base: string, path: string, answer: HookAnswer, res: Response) => {
  if ('redirect' in answer) return res.redirect(303, base + answer.redirect)
  if ('page' in answer) {
    const here = base + path
    return res.status(answer.status).render('pages/public', { page: answer.page, base, here })
  }
  const isJson = 'json' in answer
  setHeaders(res, answer.headers)
  res.status(answer.status).type(isJson ? 'json' : typeOf(answer.headers))
  // stops an answer from becoming a page of ours in a browser
  res.set('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'; sandbox")
  res.send(isJson ? JSON.stringify(answer.json) : answer.body)
}

const types = ['text/plain', 'text/csv', 'text/xml', 'application/xml', 'application/json']

const typeOf = (headers: Record<string, string>) => {
  const [, given] = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type') ?? []
  const wanted = given?.split(';')[0]?.trim().toLowerCase()
  return types.find(type => type === wanted) ?? 'text/plain'
}

const setHeaders = (res: Response, headers: Record<string, string>) => {
  for (const [name, value] of Object.entries(headers)) {
    const isTheirs = /^(x-[a-z0-9-]+|retry-after|content-language)$/i.test(name) && !forProxies.test(name)
    if (isTheirs && !res.hasHeader(name)) res.set(name, value)
  }
}

// stops an add-on from having the proxy before the panel send a file of its own, or another address
const forProxies =
  /^x-(accel|sendfile|lighttpd|litespeed|reproxy|varnish|cache|original|rewrite|forwarded|real|http-method)(-|$)/i
