import type { RequestHandler } from 'express'
import { may, type Permission, type Viewer } from '../../marketplace/permissions.ts'
import type { Paths } from '../paths.ts'
import type { Services } from '../services.ts'

export interface MenuItem {
  /** its words are the message `layout.<name>` */
  name: string
  href: string
  current: boolean
}

interface Item {
  name: string
  href: string
  permission: Permission
}

const work = (paths: Paths): Item[] => [
  { name: 'addons', href: paths.addons(), permission: 'addons' },
  { name: 'updates', href: paths.updates(), permission: 'addons' },
  { name: 'inbox', href: paths.inbox(), permission: 'inbox' },
  { name: 'channels', href: paths.grid('channels').list(), permission: 'channels' },
  { name: 'languages', href: paths.grid('languages').list(), permission: 'languages' },
  { name: 'plugins', href: paths.grid('plugins').list(), permission: 'plugins' },
]

// Stands behind the page: whoever goes through it by keyboard, or in lynx, comes to the page first.
const administration = (paths: Paths): Item[] => [
  { name: 'operators', href: paths.operators(), permission: 'operators' },
  { name: 'roles', href: paths.roles(), permission: 'roles' },
  { name: 'settings', href: paths.panelSettings(), permission: 'operators' },
  { name: 'activity', href: paths.activity(), permission: 'activity' },
  { name: 'status', href: paths.status(), permission: 'addons' },
]

/** The pages somebody may see, daily ones first. */
export const menuFor = (viewer: Viewer, paths: Paths): MenuItem[] =>
  seenBy(viewer, [...work(paths), ...administration(paths)], '')

/** What somebody may see of them; the one shown, or the one it belongs to, is marked. */
const seenBy = (viewer: Viewer, items: Item[], shown: string): MenuItem[] =>
  items
    .filter(({ permission }) => may(viewer, permission))
    .map(({ name, href }) => ({ name, href, current: shown === href || shown.startsWith(`${href}/`) }))

export const menu =
  ({ paths }: Services): RequestHandler =>
  (req, res, next) => {
    const { viewer } = res.locals
    const seen = (items: Item[]) => (viewer ? seenBy(viewer, items, paths.base + req.path) : [])
    res.locals['menu'] = seen(work(paths))
    res.locals['administration'] = seen(administration(paths))
    next()
  }
