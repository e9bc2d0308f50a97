import { restore as restoreFile } from '../../config/backups.ts'
import { readSettings } from '../../config/settings.ts'
import type { Settled } from '../../marketplace/backups/settling.ts'
import type { Command } from '../command.ts'
import { contentsInShort } from './backups-in-words.ts'
import { json, print } from './with-people.ts'

export const restore: Command = {
  words: ['restore'],
  about:
    'Puts a backup in place of the database, while the panel is stopped; also on another machine or engine.',
  positionals: ['FILE'],
  options: {
    replace: { type: 'boolean', about: 'also where the help desk is not empty: all that is in it goes' },
    json,
  },
  async run(given, [file = ''], io) {
    const options = { replace: given['replace'] === true, now: () => new Date() }
    const done = await restoreFile(readSettings(io.env), file, options)
    print(io, given, done, [
      `Restored what Souk ${done.version} backed up at ${done.madeAt}: ${contentsInShort(done.tables)}.`,
      ...nextSteps(done),
      'Start the panel: everybody signs in again, and it fetches the list of add-ons and the releases that are missing.',
    ])
  },
}

const nextSteps = ({ closed, unsent, login, withoutSecrets, moved }: Settled) => [
  ...closed.map(
    ({ addon, change }) =>
      `${addon}: the backup was made in the middle of "${change}". Souk does not go on with it and charges nothing again.`,
  ),
  ...(unsent > 0
    ? [
        `${unsent} ${unsent === 1 ? 'reply was' : 'replies were'} waiting to be sent and may have been: see the inbox.`,
      ]
    : []),
  ...(login.startsWith('another')
    ? [`The login to the client area was made with ${login}: Login is asked for again.`]
    : []),
  ...(withoutSecrets.length > 0
    ? [
        `Their secrets have to be filled in again, since SECRET_KEY is another one: ${withoutSecrets.join(', ')}.`,
      ]
    : []),
  ...(moved ? ['PUBLIC_URL is another one: the panel asks whether it moved or is a copy.'] : []),
]
