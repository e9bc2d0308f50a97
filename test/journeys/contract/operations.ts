import { update } from '../../support/updating.ts'
import type { Page } from 'playwright-core'
import type { Desk } from './desk.ts'
import { press, type Swap } from './swap.ts'

const addon = (slug: string) => async (desk: Desk) => {
  desk.hold()
  return `/addons/${slug}`
}
/** As soon as the page shows that it runs. */
const letGo = async (page: Page, desk: Desk, heading: string | RegExp) => {
  await page.getByRole('heading', { level: 1, name: heading }).waitFor()
  desk.release()
}

/** Begins it without the page that is looked at; its archive is held. */
const begun = async (desk: Desk, slug: string) => {
  const { services } = desk
  const listed = await desk.listed(slug)
  desk.hold()
  const started = await services.install(listed, { id: '', name: 'Cleo', permissions: new Set(['addons']) })
  if (started.kind === 'refused') throw new Error(JSON.stringify(started.why))
  return started.operation
}

const restOf = async (desk: Desk, slug: string) => {
  desk.release()
  const operation = await desk.services.operations.latestFor(slug)
  await desk.services.operations.ended(operation?.id ?? '', 20_000)
}

/** What runs for a while and is followed in place. */
export const operations: Swap[] = [
  {
    of: ['addons/_get.njk', 'paths.installation(addon.slug)'],
    does: 'Add-on: installs',
    begin: addon('french'),
    act: press('Install'),
    heading: 'Installing French',
    says: [],
    title: /^Installing French/,
    focus: 'heading',
  },
  {
    of: ['operations/show.njk', 'here'],
    does: 'Operation: has ended while it was followed',
    begin: async desk => {
      desk.release()
      return addon('dutch')(desk)
    },
    act: async (page, desk) => {
      await press('Install')(page)
      await letGo(page, desk, 'Installing Dutch')
    },
    heading: 'Dutch is installed',
    says: ['Dutch is installed'],
    title: /^Dutch is installed · Souk$/,
    focus: 'heading',
  },
  {
    of: ['addons/_offer.njk', 'paths.addon(addon.slug)'],
    does: 'Add-on: has been installed by somebody else meanwhile',
    begin: async desk => {
      await begun(desk, 'italian')
      return '/addons/italian'
    },
    at: '.offer a[href*=operations]',
    act: async (_page, desk) => desk.release(),
    heading: 'Italian',
    says: ['Italian is installed'],
    focus: 'heading',
  },
  {
    of: ['operations/show.njk', 'paths.installation(operation.addon)'],
    does: 'Operation: tries again what failed',
    begin: async desk => {
      const operation = await begun(desk, 'call-notes')
      desk.shop.misbehave(() => 500)
      desk.release()
      desk.shop.misbehave(() => 500)
      await desk.services.operations.ended(operation.id, 20_000)
      desk.shop.behave()
      return `/operations/${operation.id}`
    },
    act: press('Try again'),
    heading: /^(Installing )?Call notes/,
    says: [],
    focus: 'heading',
  },
  {
    of: ['updates/_press.njk', 'paths.update(addon.slug)'],
    does: 'Add-on: updates',
    begin: addon('german'),
    act: press('Update to 1.1.0'),
    heading: 'Updating German to 1.1.0',
    says: [],
    title: /^Updating German/,
    focus: 'heading',
  },
  {
    of: ['updates/_go-back.njk', 'paths.rollback(addon.slug)'],
    does: 'Add-on: goes back to the release before',
    begin: async desk => {
      await restOf(desk, 'german')
      return '/addons/german'
    },
    act: press('Go back to 1.0.0'),
    heading: 'German went back to 1.0.0',
    says: ['German went back to 1.0.0'],
    focus: 'heading',
  },
  {
    of: ['updates/rollback.njk', 'paths.rollback(installation.addon)'],
    does: 'Going back: answers the question',
    begin: async desk => {
      await update(desk.panel, 'german', '1.1.0')
      return '/addons/german/rollback'
    },
    act: press('Go back to 1.0.0'),
    heading: 'German went back to 1.0.0',
    says: ['German went back to 1.0.0'],
    focus: 'heading',
  },
  {
    of: ['updates/index.njk', 'paths.updates()'],
    does: 'Updates: chooses nothing',
    begin: () => '/updates',
    act: async page => {
      for (const box of await page.locator('[name=slug]').all()) await box.uncheck()
      await press('Update what is chosen')(page)
    },
    heading: 'Updates',
    says: ['There is a problem'],
    title: /^Error:/,
    focus: 'where it was',
  },
  {
    of: ['updates/index.njk', 'paths.updates()'],
    does: 'Updates: updates what is chosen',
    begin: async desk => {
      await restOf(desk, 'german')
      desk.hold()
      return '/updates'
    },
    act: async page => {
      await page.locator('#slug-spanish').uncheck()
      await page.locator('#slug-german').check()
      await press('Update what is chosen')(page)
    },
    heading: /^Updating/,
    says: [],
    title: /^Updating/,
    focus: 'heading',
  },
  {
    of: ['updates/run.njk', 'run.href'],
    does: 'Updates: all have ended while they were followed',
    begin: async desk => {
      await restOf(desk, 'german')
      desk.hold()
      return '/updates'
    },
    act: async (page, desk) => {
      await page.locator('#slug-spanish').check()
      await press('Update what is chosen')(page)
      await letGo(page, desk, /^Updating/)
    },
    heading: 'The add-on was updated',
    says: ['The add-on was updated'],
    title: /^The add-on was updated · Souk$/,
    focus: 'heading',
  },
  {
    of: ['addons/_leftover.njk', 'paths.installation(addon.slug)'],
    does: 'Add-on: installs the release that kept something when it was uninstalled',
    begin: async desk => {
      await leftBehind(desk, 'spanish')
      desk.hold()
      return '/addons/spanish'
    },
    act: press('Install version 1.0.0'),
    heading: 'Installing Spanish',
    says: [],
    title: /^Installing Spanish/,
    focus: 'heading',
  },
  {
    of: ['addons/_leftover.njk', 'away'],
    does: 'Add-on: deletes what was kept of it',
    begin: async desk => {
      await restOf(desk, 'spanish')
      await leftBehind(desk, 'spanish')
      return '/addons/spanish'
    },
    act: press('Delete what was kept'),
    heading: 'Spanish',
    says: ['What Spanish left behind is deleted'],
    focus: 'heading',
  },
]

/** Uninstalled, with a setting kept as its first release left it. */
const leftBehind = async ({ services, knex }: Desk, slug: string) => {
  const managed = await services.manage.uninstall(slug, 'keep', { operatorId: null, operator: 'Ada' })
  if (managed.kind !== 'begun') throw new Error(managed.kind)
  await services.operations.ended(managed.operation.id, 20_000)
  await knex('kept_settings')
    .where({ addon: slug })
    .update({ version: '1.0.0', settings: JSON.stringify({ tone: 'kind' }) })
}
