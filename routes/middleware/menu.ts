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

interface Item {
  name: string
  href: string
  permission: Permission
  /** pages that it leads to, for those who may see it */
  covers?: string
}

const items = (paths: Paths): Item[] => [
  { name: 'addons', href: paths.addons(), permission: 'addons' },
  { name: 'inbox', href: paths.inbox(), permission: 'inbox' },
  { name: 'channels', href: paths.grid('channels').list(), permission: 'channels' },
  { name: 'languages', href: paths.grid('languages').list(), permission: 'languages' },
  { name: 'plugins', href: paths.grid('plugins').list(), permission: 'plugins' },
  { name: 'operators', href: paths.operators(), permission: 'operators', covers: 'roles' },
  { name: 'roles', href: paths.roles(), permission: 'roles' },
  { name: 'activity', href: paths.activity(), permission: 'activity' },
  { name: 'status', href: paths.status(), permission: 'addons' },
]

/** The pages somebody may see; the one shown, or the one it belongs to, is marked. */
export const menuFor = (viewer: Viewer, paths: Paths, shown: string): MenuItem[] => {
  const seen = items(paths).filter(({ permission }) => may(viewer, permission))
  const isShown = ({ href }: Item) => shown === href || shown.startsWith(`${href}/`)
  // few stops for the keyboard: what another item leads to has none of its own
  const covered = (one: Item) => seen.find(({ covers }) => covers === one.name)
  return seen
    .filter(one => !covered(one))
    .map(({ name, href, ...item }) => ({
      name,
      href,
      current: seen.some(one => isShown(one) && (one.name === name || one.name === item.covers)),
    }))
}

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
