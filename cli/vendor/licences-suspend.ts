import type { Command } from '../command.ts'
import { json, licenceSummary, licenceWithKey, print, withClientArea } from './with-client-area.ts'

export const licencesSuspend: Command = {
  words: ['licences', 'suspend'],
  about: 'Suspends a licence: its help desk can install and buy nothing new. --off makes it active again.',
  positionals: ['KEY'],
  options: { off: { type: 'boolean', about: 'make it active again' }, json },
  run: (given, [key], io) =>
    withClientArea(io, async stores => {
      const { id } = await licenceWithKey(stores, key)
      await stores.licences.suspend(id, given['off'] ? undefined : new Date())
      print(io, given, await licenceSummary(stores, await licenceWithKey(stores, key)))
    }),
}
