import type { Command } from '../command.ts'
import { json, licenceSummary, licenceWithKey, print, withClientArea } from './with-client-area.ts'

export const licencesShow: Command = {
  words: ['licences', 'show'],
  about: 'Shows the state, the help desk and the owner of a licence.',
  positionals: ['KEY'],
  options: { json },
  run: (given, [key], io) =>
    withClientArea(io, async stores =>
      print(io, given, await licenceSummary(stores, await licenceWithKey(stores, key))),
    ),
}
