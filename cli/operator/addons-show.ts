import type { AddonEntry, ReleaseEntry } from '../../contracts/catalogue.ts'
import { formatsFor } from '../../marketplace/formats.ts'
import { supports } from '../../marketplace/releases.ts'
import { type Command, Failed } from '../command.ts'
import { json, print } from './with-people.ts'
import { withServices } from './with-services.ts'

export const addonsShow: Command = {
  words: ['addons', 'show'],
  about: 'Prints what the catalogue says of one add-on.',
  positionals: ['SLUG'],
  options: { json },
  run: (given, [slug = ''], io) =>
    withServices(io, async ({ addons, settings: { helpDeskVersion } }) => {
      const addon = await addons.find(slug)
      if (!addon) throw new Failed(`There is no add-on "${slug}": "souk addons list" names them all.`)
      print(io, given, addon, inWords(addon, helpDeskVersion))
    }),
}

const { money } = formatsFor('en', 'UTC')

const inWords = (addon: AddonEntry, helpDesk: string) => [
  `${addon.name} (${addon.slug}), ${addon.kind}, by ${addon.author.name}${addon.author.verified ? ', verified' : ''}`,
  addon.summary,
  addon.prices.length === 0
    ? 'Free'
    : addon.prices.map(({ amount, currency, cycle }) => `${money(amount, currency)} ${cycle}`).join(', '),
  ...addon.releases.map(release => releaseInWords(release, helpDesk)),
]

const releaseInWords = (release: ReleaseEntry, helpDesk: string) =>
  [
    `  ${release.version}`,
    release.published.slice(0, 10),
    `for ${release.supports}${supports(release, helpDesk) ? '' : ' (not this help desk)'}`,
    ...(release.security ? ['security'] : []),
    ...(release.withdrawn ? [`withdrawn: ${release.withdrawn.reason}`] : []),
  ].join('  ')
