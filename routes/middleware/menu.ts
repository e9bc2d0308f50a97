import type { RequestHandler } from 'express'
import type { News } from '../../marketplace/news.ts'
import { may, type Permission, type Viewer } from '../../marketplace/permissions.ts'
import type { Paths } from '../paths.ts'
import type { Services } from '../services.ts'

export interface MenuItem {
  /** its words are the message `layout.<name>` */
  name: string
  href: string
  current: boolean
  /** how many updates wait, beside Add-ons */
  count?: number
}

const items = (paths: Paths): { name: string; href: string; permission: Permission }[] => [
  { name: 'addons', href: paths.addons(), permission: 'addons' },
  { name: 'inbox', href: paths.inbox(), permission: 'inbox' },
  { name: 'channels', href: paths.grid('channels').list(), permission: 'channels' },
  { name: 'languages', href: paths.grid('languages').list(), permission: 'languages' },
  { name: 'plugins', href: paths.grid('plugins').list(), permission: 'plugins' },
  { name: 'operators', href: paths.operators(), permission: 'operators' },
  { name: 'roles', href: paths.roles(), permission: 'roles' },
  { name: 'activity', href: paths.activity(), permission: 'activity' },
  { name: 'status', href: paths.status(), permission: 'addons' },
]

/** The pages somebody may see; the one shown, or the one it belongs to, is marked. */
export const menuFor = (viewer: Viewer, paths: Paths, shown: string): MenuItem[] =>
  items(paths)
    .filter(({ permission }) => may(viewer, permission))
    .map(({ name, href }) => ({ name, href, current: shown === href || shown.startsWith(`${href}/`) }))

export const menu =
  ({ paths }: Services): RequestHandler =>
  (req, res, next) => {
    const { viewer } = res.locals
    const updates = (res.locals['news'] as News[]).filter(({ kind }) => kind === 'update').length
    res.locals['menu'] = viewer
      ? menuFor(viewer, paths, paths.base + req.path).map(item =>
          item.name === 'addons' ? { ...item, count: updates } : item,
        )
      : []
    next()
  }
