import { makeServices } from '../../config/services.ts'
import { readSettings } from '../../config/settings.ts'
import type { RefreshOutcome } from '../../marketplace/addons.ts'
import { type Command, Failed } from '../command.ts'
import { json, print } from './with-people.ts'

export const catalogueRefresh: Command = {
  words: ['catalogue', 'refresh'],
  about: 'Reads the catalogue again, verifies it, and takes over what is new.',
  options: { json },
  async run(given, _, io) {
    // what a refresh logs is said here, once, as its outcome
    const { services, close } = await makeServices(readSettings(io.env), { log: silent })
    try {
      const outcome = await services.refreshCatalogue()
      const words = inWords(outcome)
      if (outcome.kind === 'failed' || outcome.kind === 'running') throw new Failed(words)
      print(io, given, { ...outcome, standing: await services.addons.standing() }, [words])
    } finally {
      await close()
    }
  },
}

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

const inWords = (outcome: RefreshOutcome): string => {
  if (outcome.kind === 'fresh')
    return `Refreshed: ${outcome.changed} add-on${outcome.changed === 1 ? ' is' : 's are'} new or changed.`
  if (outcome.kind === 'failed')
    return outcome.reason === 'disk' ? outcome.detail : `Not refreshed (${outcome.reason}): ${outcome.detail}`
  return {
    unchanged: 'The list is up to date.',
    offline: 'OFFLINE is set: the catalogue was not asked.',
    running: 'Another process has been reading the catalogue for a long time: try again later.',
  }[outcome.kind]
}
