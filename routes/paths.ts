import { type GridName, gridNames } from '../marketplace/kinds.ts'
import type { Permission } from '../marketplace/permissions.ts'

/** Who may ask for an address: anyone, anyone signed in, or operators with one permission. */
export type Access = 'anyone' | 'signed in' | Permission
type Method = 'GET' | 'POST'

export interface Address<Pattern extends string = string> {
  pattern: Pattern
  access: Partial<Record<Method, Access>>
}

const address = <Pattern extends string>(
  pattern: Pattern,
  access: Partial<Record<Method, Access>>,
): Address<Pattern> => ({ pattern, access })

/** How routers read the addresses: as they stand here, capitals and slashes included. */
export const asSpelled = { caseSensitive: true, strict: true }

/** Every address of the panel with the permission each method needs. Links, redirects, form targets and guards come from here. */
export const addresses = {
  home: address('/', { GET: 'signed in' }),
  signIn: address('/sign-in', { GET: 'anyone', POST: 'anyone' }),
  signOut: address('/sign-out', { POST: 'signed in' }),
  firstOperator: address('/first-operator/:token', { GET: 'anyone', POST: 'anyone' }),

  addons: address('/addons', { GET: 'addons' }),
  addon: address('/addons/:slug', { GET: 'addons' }),
  icon: address('/addons/:slug/icon', { GET: 'addons' }),
  screenshot: address('/addons/:slug/screenshots/:n', { GET: 'addons' }),
  installation: address('/addons/:slug/installation', { POST: 'addons' }),
  purchase: address('/addons/:slug/purchase', { POST: 'addons.spend' }),
  paymentCheck: address('/addons/:slug/payment-check', { POST: 'addons' }),
  orderWithdrawal: address('/addons/:slug/order-withdrawal', { POST: 'addons.spend' }),
  update: address('/addons/:slug/update', { POST: 'addons' }),
  rollback: address('/addons/:slug/rollback', { GET: 'addons', POST: 'addons' }),
  policy: address('/addons/:slug/policy', { GET: 'addons', POST: 'addons' }),
  cancellation: address('/addons/:slug/cancellation', { POST: 'addons.spend' }),
  updates: address('/updates', { GET: 'addons', POST: 'addons' }),
  purchases: address('/purchases', { GET: 'addons' }),
  catalogueRefresh: address('/catalogue/refresh', { POST: 'addons' }),

  connection: address('/connection', { POST: 'addons' }),
  connectionCallback: address('/connection/callback', { GET: 'addons' }),
  connectionLogout: address('/connection/logout', { POST: 'addons' }),
  connectionAddress: address('/connection/address', { POST: 'addons' }),
  disconnection: address('/connection/disconnection', { GET: 'addons', POST: 'addons' }),

  /** an add-on's public address: it, everything below it, and every method have a check of their own */
  hook: address('/hooks/:slug', { GET: 'anyone', POST: 'anyone' }),
  /** what the add-on declares decides who else is let in */
  addonPage: address('/pages/:slug/:page', { GET: 'signed in', POST: 'signed in' }),

  clientAreaWebhook: address('/webhooks/client-area', { POST: 'anyone' }),

  operation: address('/operations/:id', { GET: 'signed in' }),

  languageDefault: address('/languages/:slug/default', { POST: 'languages' }),

  inbox: address('/inbox', { GET: 'inbox' }),
  conversation: address('/inbox/:id', { GET: 'inbox' }),
  conversationReplies: address('/inbox/:id/replies', { GET: 'inbox', POST: 'inbox' }),
  conversationTags: address('/inbox/:id/tags', { GET: 'inbox', POST: 'inbox' }),
  conversationClosing: address('/inbox/:id/closing', { GET: 'inbox', POST: 'inbox' }),
  messageRetry: address('/inbox/:id/messages/:message/retry', { POST: 'inbox' }),

  activity: address('/activity', { GET: 'activity' }),
  activityJson: address('/activity.json', { GET: 'activity' }),
  activityCsv: address('/activity.csv', { GET: 'activity' }),

  operators: address('/operators', { GET: 'operators', POST: 'operators' }),
  newOperator: address('/operators/new', { GET: 'operators' }),
  operator: address('/operators/:id', { GET: 'operators', POST: 'operators' }),
  operatorPassword: address('/operators/:id/password', { GET: 'operators', POST: 'operators' }),
  operatorState: address('/operators/:id/state', { GET: 'operators', POST: 'operators' }),
  roles: address('/roles', { GET: 'roles', POST: 'roles' }),
  newRole: address('/roles/new', { GET: 'roles' }),
  role: address('/roles/:id', { GET: 'roles', POST: 'roles' }),
  roleRemoval: address('/roles/:id/removal', { GET: 'roles', POST: 'roles' }),
  panelSettings: address('/settings', { GET: 'operators', POST: 'operators' }),
  profile: address('/profile', { GET: 'signed in', POST: 'signed in' }),
  profilePassword: address('/profile/password', { GET: 'signed in', POST: 'signed in' }),

  help: address('/help', { GET: 'signed in' }),
  firstSteps: address('/first-steps', { POST: 'signed in' }),
  status: address('/status', { GET: 'addons' }),
  safeMode: address('/safe-mode', { GET: 'addons', POST: 'addons' }),
  previews: address('/previews', { GET: 'signed in' }),
  preview: address('/previews/:component/:example', { GET: 'signed in' }),
} as const satisfies Record<string, Address>

const grid = <Name extends GridName>(name: Name) => ({
  list: address(`/${name}`, { GET: name }),
  details: address(`/${name}/:slug`, { GET: name }),
  activation: address(`/${name}/:slug/activation`, { POST: name }),
  deactivation: address(`/${name}/:slug/deactivation`, { GET: name, POST: name }),
  uninstallation: address(`/${name}/:slug/uninstallation`, { GET: name, POST: name }),
  restart: address(`/${name}/:slug/restart`, { POST: name }),
  logs: address(`/${name}/:slug/logs`, { GET: name }),
  addresses: address(`/${name}/:slug/addresses`, { GET: name, POST: name }),
  repair: address(`/${name}/:slug/repair`, { POST: name }),
  settings: address(`/${name}/:slug/settings`, { GET: name, POST: name }),
})

/** The Manage grids, alike in every address. */
export const grids = { channels: grid('channels'), languages: grid('languages'), plugins: grid('plugins') }
type GridAddress = keyof (typeof grids)['languages']

/** All of them, those of the grids too. */
export const everyAddress = (): Address[] => [
  ...Object.values<Address>(addresses),
  ...gridNames.flatMap(name => Object.values<Address>(grids[name])),
]

/** Who may see anything at all below a first segment, so that an odd or unknown address under it tells nothing. */
export const areas: Record<string, Access> = {
  addons: 'addons',
  catalogue: 'addons',
  connection: 'addons',
  purchases: 'addons',
  updates: 'addons',
  status: 'addons',
  'safe-mode': 'addons',
  channels: 'channels',
  languages: 'languages',
  plugins: 'plugins',
  operators: 'operators',
  settings: 'operators',
  roles: 'roles',
  activity: 'activity',
  inbox: 'inbox',
}

/** One value for each `:name` in the pattern, in its order. */
type Values<Pattern extends string> = Pattern extends `${string}:${string}/${infer Rest}`
  ? [value: string | number, ...Values<Rest>]
  : Pattern extends `${string}:${string}`
    ? [value: string | number]
    : []

export type Paths = {
  [Name in keyof typeof addresses]: (...values: Values<(typeof addresses)[Name]['pattern']>) => string
} & {
  /** the addresses of one Manage grid */
  grid: (name: GridName) => Record<GridAddress, (slug?: string) => string>
  /** any path of the panel with a query; empty values are left out */
  withQuery: (path: string, query: Record<string, string | number | readonly string[] | undefined>) => string
  /** what the pages of one add-on begin with */
  addonPages: (slug: string) => string
  /** the path PUBLIC_URL carries, empty if none */
  base: string
}

/** The addresses as functions; `base` is the path PUBLIC_URL carries, without a slash at its end. */
export const pathsUnder = (base: string): Paths => {
  const builders = (of: Record<string, Address>) =>
    Object.fromEntries(Object.entries(of).map(([name, { pattern }]) => [name, fill(base + pattern)]))
  const inGrids = Object.fromEntries(gridNames.map(name => [name, builders(grids[name])]))
  const addonPages = (slug: string) => `${base}/pages/${encodeURIComponent(slug)}`
  return {
    ...builders(addresses),
    grid: (name: GridName) => inGrids[name],
    withQuery,
    base,
    addonPages,
  } as Paths
}

const fill =
  (pattern: string) =>
  (...values: (string | number)[]) => {
    let next = 0
    return pattern.replace(/:\w+/g, () => encodeURIComponent(String(values[next++])))
  }

const withQuery: Paths['withQuery'] = (path, query) => {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== undefined && one !== '') search.append(name, String(one))
  return search.size > 0 ? `${path}?${search.toString()}` : path
}

/** For `souk routes` and the tests: one line a method. */
export const routeTable = () =>
  everyAddress().flatMap(({ pattern, access }) =>
    (['GET', 'POST'] as const).flatMap(method =>
      access[method] ? [{ method, path: pattern, permission: access[method] }] : [],
    ),
  )
