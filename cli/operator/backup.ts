import { backUp } from '../../config/backups.ts'
import { readSettings } from '../../config/settings.ts'
import type { Command } from '../command.ts'
import { contentsInShort } from './backups-in-words.ts'
import { json, print } from './with-people.ts'

const notInside = [
  'SECRET_KEY and the rest of .env: keep them apart from it',
  'releases on disk, pictures and the list of add-ons: they are fetched from the catalogue again and checked',
  'sessions: everybody signs in again',
  'prices that were asked for, and events on their way to add-ons',
]

// stops the end of a terminal, or of the machine, from leaving half a backup
const untilStopped = async <T>(work: (stopping: AbortSignal) => Promise<T>) => {
  const stop = new AbortController()
  const end = () => stop.abort()
  for (const signal of signals) process.once(signal, end)
  try {
    return await work(stop.signal)
  } finally {
    for (const signal of signals) process.off(signal, end)
  }
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export const backup: Command = {
  words: ['backup'],
  about: 'Writes all that this help desk keeps into one new file, also while the panel runs.',
  options: {
    to: { type: 'string', about: 'a file or a folder; default: backups/ in the panel’s data folder' },
    json,
  },
  async run(given, _, io) {
    const to = typeof given['to'] === 'string' ? given['to'] : undefined
    const made = await untilStopped(stopping => backUp(readSettings(io.env), new Date(), to, stopping))
    print(io, given, { ...made, notInside }, [
      `${made.file} (${Math.ceil(made.size / 1000)} kB)`,
      `Inside: ${contentsInShort(made.tables)}.`,
      'Not inside:',
      ...notInside.map(line => `  ${line}`),
      'Passwords in it are hashed and secrets sealed; what customers wrote is not. Only this user may read the file.',
    ])
  },
}
