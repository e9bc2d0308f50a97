import { fill, follow, press, type Swap } from './swap.ts'

const choose =
  (label: string, option: string): Swap['act'] =>
  async page => {
    await page.getByLabel(label, { exact: true }).focus()
    await page.getByLabel(label, { exact: true }).selectOption({ label: option })
  }

const paging = (
  template: string,
  [back, on]: [string, string],
  { path, heading, links, says }: { path: string; heading: string; links: [string, string]; says: RegExp[] },
): Swap[] => [
  {
    of: [template, on],
    does: `${heading}: goes on to the next page`,
    begin: () => path,
    act: follow(links[1]),
    heading,
    says: says.slice(0, 1),
    title: /Page 2 of \d/,
    focus: 'heading',
    isPlace: true,
  },
  {
    of: [template, back],
    does: `${heading}: goes back a page`,
    begin: () => `${path}?page=2`,
    act: follow(links[0]),
    heading,
    says: says.slice(1),
    focus: 'heading',
    isPlace: true,
  },
]

/** Lists that are searched, filtered and turned page by page. */
export const lists: Swap[] = [
  {
    of: ['addons/index.njk', 'paths.addons() data-hx-include'],
    does: 'Add-ons: types into the search',
    begin: () => '/addons',
    act: page => page.getByLabel('Search add-ons').pressSequentially('french'),
    heading: 'Add-ons',
    says: [/^1 add-on$/],
    title: /french/,
    focus: 'where it was',
  },
  {
    of: ['addons/index.njk', 'paths.addons()'],
    does: 'Add-ons: chooses a kind',
    begin: () => '/addons?state=installed',
    act: choose('Kind', 'Channels'),
    heading: 'Add-ons',
    says: [/^(1 add-on|No add-ons)$/],
    focus: 'where it was',
    isPlace: true,
  },
  ...paging('addons/_pages.njk', ['pages.previous', 'pages.next'], {
    path: '/addons',
    heading: 'Add-ons',
    links: ['Previous page', 'Next page'],
    says: [/^\d+ add-ons, Page 2 of 2$/, /^\d+ add-ons, Page 1 of 2$/],
  }),
  {
    of: ['addons/_catalogue-age.njk', 'paths.catalogueRefresh()'],
    does: 'Add-ons: refreshes the list',
    begin: () => '/addons',
    act: press('Refresh'),
    heading: 'Add-ons',
    says: [/list/],
    focus: 'where it was',
  },
  {
    of: ['activity/index.njk', 'paths.activity()'],
    does: 'Activity: filters',
    begin: () => '/activity',
    act: async page => {
      await page.locator('main [name=operator]').selectOption('Ada')
      await press('Show')(page)
    },
    heading: 'Activity',
    says: [/^\d+ entries, Page 1 of \d$/],
    focus: 'where it was',
    isPlace: true,
  },
  {
    of: ['activity/index.njk', 'paths.activity()'],
    does: 'Activity: shows all again',
    begin: () => '/activity?operator=Ada',
    act: follow('Show all'),
    heading: 'Activity',
    says: [/^\d+ entries, Page 1 of \d$/],
    focus: 'heading',
    isPlace: true,
  },
  ...paging('activity/index.njk', ['links.previous', 'links.next'], {
    path: '/activity',
    heading: 'Activity',
    links: ['Newer', 'Older'],
    says: [/^\d+ entries, Page 2 of \d$/, /^\d+ entries, Page 1 of \d$/],
  }),
  ...paging('purchases/index.njk', ['neighbours.newer', 'neighbours.older'], {
    path: '/purchases',
    heading: 'Purchases',
    links: ['Newer purchases', 'Older purchases'],
    says: [/^Page 2 of 2$/, /^Page 1 of 2$/],
  }),
  {
    of: ['inbox/index.njk', 'paths.inbox()'],
    does: 'Inbox: filters',
    begin: () => '/inbox',
    act: fill('Search conversations', 'Parcel 7', 'Show'),
    heading: 'Inbox',
    says: [/^One conversation$/],
    title: /Parcel 7/,
    focus: 'where it was',
    isPlace: true,
  },
  ...paging('inbox/_pages.njk', ['links.previous', 'links.next'], {
    path: '/inbox',
    heading: 'Inbox',
    links: ['Newer', 'Older'],
    says: [/^\d+ conversations, Page 2 of 2$/, /^\d+ conversations, Page 1 of 2$/],
  }),
  {
    of: ['installations/log.njk', 'here'],
    does: 'Log: chooses a level',
    begin: () => '/channels/web-form/logs',
    act: async page => {
      await page.getByLabel('Level').selectOption('error')
      await press('Show')(page)
    },
    heading: /^Log of Web form|Web form/,
    says: [/^No lines$/],
    focus: 'where it was',
    isPlace: true,
  },
]
