import type { RequestHandler } from 'express'
import type { Services } from '../services.ts'

const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

/** On one machine `localhost` and `127.0.0.1` are two sites to a browser: the callback would miss the session's cookie. */
export const oneHost =
  ({ settings: { publicUrl } }: Services): RequestHandler =>
  (req, res, next) => {
    const asked = hostname(req.get('host'))
    const another = asked !== undefined && asked !== publicUrl.hostname
    const isPage = req.method === 'GET' && req.originalUrl.startsWith('/')
    if (!another || !isPage || !loopback.has(asked) || !loopback.has(publicUrl.hostname)) return next()
    res.redirect(307, publicUrl.origin + req.originalUrl)
  }

const hostname = (host: string | undefined) => {
  try {
    return host === undefined ? undefined : new URL(`http://${host}`).hostname
  } catch {
    return undefined
  }
}
