import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { paidFolder, publish } from '../../catalogue/publish.ts'
import { readSettings } from '../../catalogue/settings.ts'
import { root } from '../../config/root.ts'
import { type Command, Failed, type Given, type Io } from '../command.ts'
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
    for (const warning of outcome.warnings) io.err(`Warning: ${warning}\n`)
    if (given['json']) return io.out(`${JSON.stringify(outcome)}\n`)
    for (const { slug, version } of outcome.published) io.out(`published ${slug} ${version}\n`)
    if (outcome.published.length === 0) io.out('Nothing is new: everything was published already.\n')
  },
}

const paidIn = (given: Given, io: Io) =>
  typeof given['paid'] === 'string' ? resolve(given['paid']) : paidFolder(readSettings(io.env).dataDir)

/** The panel's own messages, against which languages are checked. */
export const englishMessages = (): Record<string, string> => {
  const folder = join(root, 'views', 'messages')
  const files = readdirSync(folder).filter(name => name.endsWith('.json'))
  return Object.assign({}, ...files.map(name => messagesIn(join(folder, name)))) as Record<string, string>
}

const messagesIn = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new Failed(`${file} is not JSON.`, { cause: error })
  }
}
