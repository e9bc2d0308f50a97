import { resolve } from 'node:path'
import { paidFolder, publish } from '../../catalogue/publish.ts'
import { readSettings } from '../../catalogue/settings.ts'
import { englishMessages } from '../../config/messages.ts'
import { type Command, type Given, type Io } from '../command.ts'
import { checkPriceList } from './price-list-check.ts'
import { done, lifeOptions, workplaceOf, workplaceOptions } from './workplace.ts'

export const publishCommand: Command = {
  words: ['publish'],
  about:
    'Checks, packs, signs and publishes add-ons: a folder <add-on>/<version>/, one release, or its archive.',
  positionals: ['DIR-or-archive'],
  options: {
    ...workplaceOptions,
    paid: {
      type: 'string',
      about: 'folder for paid archives; default: where the client area looks for them',
    },
    verified: { type: 'string', multiple: true, about: 'id of an author you have checked; remembered' },
    ...lifeOptions,
  },
  run: async (given, [source = ''], io) => {
    const outcome = done(
      await publish({
        ...workplaceOf(given, io),
        sources: [resolve(source)],
        paid: paidIn(given, io),
        english: englishMessages(),
        verified: Array.isArray(given['verified']) ? given['verified'] : [],
      }),
    )
    const prices = await checkPriceList(source, io)
    const warnings = [...outcome.warnings, ...prices.warnings]
    for (const warning of warnings) io.err(`Warning: ${warning}\n`)
    if (given['json']) return io.out(`${JSON.stringify({ ...outcome, warnings, toBeSold: prices.added })}\n`)
    for (const { slug, version } of outcome.published) io.out(`published ${slug} ${version}\n`)
    for (const addon of prices.added) io.out(`put ${addon} on the price list\n`)
    if (outcome.published.length === 0) io.out('Nothing is new: everything was published already.\n')
  },
}

const paidIn = (given: Given, io: Io) =>
  typeof given['paid'] === 'string' ? resolve(given['paid']) : paidFolder(readSettings(io.env).dataDir)
