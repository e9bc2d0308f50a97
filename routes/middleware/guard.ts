import type { Request, RequestHandler, Response } from 'express'
import { isPermission, may } from '../../marketplace/permissions.ts'
import { type Access, type Address, areas, everyAddress } from '../paths.ts'
import type { Services } from '../services.ts'
import { ownPath } from '../forms.ts'
import { showProblem } from './errors.ts'
import { plainPath } from './spelling.ts'

/**
 * Decides before any name is looked up, and lets nothing pass but the addresses of paths.ts, spelled as they stand there
 * and with their methods. Every other spelling gets the permission of the address it resembles, then no page: a router
 * that reads addresses more kindly than this guard can't open a way around it.
 */
export const guard =
  (services: Services): RequestHandler =>
  (req, res, next) => {
    const exact = known.find(one => one.matches.test(req.path) && accessOf(one, req.method) !== undefined)
    const resembled = resembling(plainPath(req.path), req.method)
    const access = (exact && accessOf(exact, req.method)) ?? resembled.access

    const { viewer } = res.locals
    if (access !== 'anyone' && !viewer) return askToSignIn(req, res, services)
    if (isPermission(access) && !(viewer && may(viewer, access)))
      return showProblem(res, 403, 'not-allowed', { permission: access })
    if (exact) return next()
    if (resembled.page && isReading(req))
      return res.redirect(303, encodeURI(services.paths.base + resembled.page))
    showMissing(req, res)
  }

const known = everyAddress().map(({ pattern, access }) => ({
  matches: new RegExp(`^${pattern.replace(/[.]/g, '\\.').replace(/:\w+/g, '[^/]+')}$`),
  // a token must be given to the letter: its address has no other spelling
  isLowerCase: !pattern.includes(':token'),
  access,
}))
type Known = (typeof known)[number]

const accessOf = ({ access }: Pick<Address, 'access'>, method: string): Access | undefined => {
  if (method === 'GET' || method === 'HEAD') return access.GET
  return method === 'POST' ? access.POST : undefined
}

/** The permission of whatever address this may mean; its page, when it is one with a plain spelling. */
const resembling = (path: string, method: string): { access: Access; page?: string } => {
  const matching = known.filter(one => one.isLowerCase && one.matches.test(path))
  const same = matching.find(one => accessOf(one, method) !== undefined)
  const access = same && accessOf(same, method)
  if (access) return { access, page: path }
  return { access: strictest(matching) ?? areas[path.split('/')[1] ?? ''] ?? 'signed in' }
}

// another method on an address: what its own methods need
const strictest = (matching: Known[]) => {
  const all = matching.flatMap(({ access }) => Object.values(access))
  return all.find(isPermission) ?? all[0]
}

const isReading = (req: Request) => req.method === 'GET' || req.method === 'HEAD'

const showMissing = (req: Request, res: Response) => {
  const here = known.filter(({ matches }) => matches.test(req.path))
  if (here.length === 0) return showProblem(res, 404, 'not-found')
  const methods = here.flatMap(({ access }) => [
    ...(access.GET ? ['GET', 'HEAD'] : []),
    ...(access.POST ? ['POST'] : []),
  ])
  res.set('Allow', [...new Set(methods)].join(', '))
  showProblem(res, 405, 'not-found')
}

const askToSignIn = (req: Request, res: Response, services: Services) => {
  const { paths } = services
  const signIn = (next: string | undefined) =>
    paths.withQuery(paths.signIn(), { next: next === paths.home() ? undefined : next })
  // a fetch would follow a redirect and put the sign-in page into a piece of this one
  if (req.get('hx-request'))
    res
      .status(401)
      .set('HX-Redirect', signIn(res.locals.formPage ?? pageShown(req, services)))
      .end()
  else res.redirect(303, signIn(req.method === 'GET' ? req.originalUrl : res.locals.formPage))
}

/** The page on which htmx asked; only a path of ours, since the header comes from outside. */
const pageShown = (req: Request, services: Services) => {
  const shown = req.get('hx-current-url') ?? ''
  const url = URL.canParse(shown) ? new URL(shown) : undefined
  return url?.origin === services.settings.publicUrl.origin
    ? ownPath(url.pathname + url.search, services)
    : undefined
}
