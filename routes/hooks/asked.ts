import type { Request } from 'express'
import type { HookRequest } from '../../contracts/addon-api.ts'
import type { Services } from '../services.ts'
import { fieldsIn } from './fields.ts'

/** What an add-on is told of a request: nothing of cookies, credentials and proxies, which are the panel's affair. */
export const requestOf = (
  req: Request<{ slug: string }>,
  { settings, paths, visitorOf }: Services,
  network: string,
): HookRequest => {
  const { path, whole, query } = askedFor(req, paths.base)
  const body = Buffer.isBuffer(req.body) ? req.body.toString('utf8') : ''
  return {
    method: req.method === 'HEAD' ? 'GET' : req.method,
    url: settings.publicUrl.origin + whole,
    path,
    query: Object.fromEntries(new URLSearchParams(query)),
    headers: headersOf(req),
    body,
    form: req.is('application/x-www-form-urlencoded') ? fieldsIn(new URLSearchParams(body)) : {},
    visitor: visitorOf(req.params.slug, network),
  }
}

/** The address to the letter: `path` is what stands below the add-on's own, however its name is spelled. */
export const askedFor = ({ originalUrl }: Pick<Request, 'originalUrl'>, base: string) => {
  const whole = originalUrl.replace(/^[a-z]+:\/\/[^/?]*/i, '')
  const [place = '', ...query] = whole.split('?')
  const [, , , ...below] = place.slice(base.length).split('/')
  return { whole, path: `/${below.join('/')}`, query: query.join('?') }
}

const known =
  /^(content-type|accept|accept-language|user-agent|origin|x-[a-z0-9-]+|webhook-[a-z]+|[a-z0-9-]*signature[a-z0-9-]*)$/
// what proxies tell: from which address somebody asks, and whom they have let in
const ours =
  /^x-(original-)?forwarded|^x-(csrf|http-method)|^x-.*(-ip|clientip|-addr|-address)$|^x-(remote|auth-request|authenticated|webauth|ms-client|amzn-oidc|goog-iap)-/

const headersOf = ({ headers }: Request<{ slug: string }>) =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      known.test(name) && !ours.test(name) && typeof value === 'string' ? [[name, value] as const] : [],
    ),
  )
