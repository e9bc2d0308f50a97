import type { Request } from 'express'
import type { HookRequest } from '../../contracts/addon-api.ts'
import type { Services } from '../services.ts'

/** What an add-on is told of a request: nothing of cookies, credentials and proxies, which are the panel's affair. */
export const requestOf = (
  req: Request<{ slug: string }>,
  { settings, paths, visitorOf }: Services,
  network: string,
): HookRequest => {
  const { pathname, search, searchParams } = new URL(req.originalUrl, settings.publicUrl.origin)
  const body = Buffer.isBuffer(req.body) ? req.body.toString('utf8') : ''
  const { slug } = req.params
  return {
    method: req.method === 'HEAD' ? 'GET' : req.method,
    url: settings.publicUrl.origin + pathname + search,
    path: pathname.slice(paths.hook(slug).length) || '/',
    query: Object.fromEntries(searchParams),
    headers: headersOf(req),
    body,
    form: req.is('application/x-www-form-urlencoded') ? Object.fromEntries(new URLSearchParams(body)) : {},
    visitor: visitorOf(slug, network),
  }
}

const known =
  /^(content-type|accept|accept-language|user-agent|origin|x-[a-z0-9-]+|webhook-[a-z]+|[a-z0-9-]*signature[a-z0-9-]*)$/
const ours = /^x-(forwarded|real-ip|csrf|http-method)/

const headersOf = ({ headers }: Request<{ slug: string }>) =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      known.test(name) && !ours.test(name) && typeof value === 'string' ? [[name, value] as const] : [],
    ),
  )
