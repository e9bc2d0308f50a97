import type { Request, RequestHandler } from 'express'
import { may } from '../../marketplace/permissions.ts'
import {
  type Access,
  type Address,
  addresses,
  areas,
  gridNames,
  grids,
  isPermissionAccess,
} from '../paths.ts'
import type { Services } from '../services.ts'
import { showProblem } from './errors.ts'

const everyAddress: { matches: RegExp; access: Address['access'] }[] = [
  ...Object.values<Address>(addresses),
  ...gridNames.flatMap(name => Object.values<Address>(grids[name])),
].map(({ pattern, access }) => ({
  matches: new RegExp(`^${pattern.replace(/[.]/g, '\\.').replace(/:\w+/g, '[^/]+')}$`),
  access,
}))

/**
 * Decides before any name is looked up. Works on the decoded, lower-cased path, so that no odd spelling of an address
 * (encoded letters, capitals, extra slashes) comes past the permission of the plain one.
 */
export const guard =
  ({ paths }: Services): RequestHandler =>
  (req, res, next) => {
    const access = accessTo(plain(req.path), req.method)
    if (access === 'anyone') return next()
    const { viewer } = res.locals
    if (!viewer) return askToSignIn(req, res, paths)
    if (isPermissionAccess(access) && !may(viewer, access))
      return showProblem(req, res, 403, 'not-allowed', { permission: access })
    next()
  }

const askToSignIn = (req: Request, res: Parameters<RequestHandler>[1], paths: Services['paths']) => {
  const next = req.method === 'GET' ? req.originalUrl : undefined
  const address = paths.withQuery(paths.signIn(), { next: next === paths.home() ? undefined : next })
  // a fetch would follow a redirect and put the sign-in page into a piece of this one
  if (req.get('hx-request')) return res.status(401).set('HX-Redirect', paths.signIn()).end()
  res.redirect(303, address)
}

const plain = (path: string) => {
  const clean = decoded(path)
    .toLowerCase()
    .replace(/\/{2,}/g, '/')
  return clean.length > 1 ? clean.replace(/\/$/, '') : clean
}

const decoded = (path: string) => {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

const accessTo = (path: string, method: string): Access => {
  const verb = method === 'POST' ? 'POST' : 'GET'
  const exact = everyAddress.find(({ matches, access }) => matches.test(path) && access[verb])
  return exact?.access[verb] ?? areas[path.split('/')[1] ?? ''] ?? 'signed in'
}
