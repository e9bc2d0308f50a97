import type { Command } from '../command.ts'
import {
  accountNamed,
  json,
  licenceSummary,
  licenceWithKey,
  needed,
  print,
  withClientArea,
} from './with-client-area.ts'

export const licencesTransfer: Command = {
  words: ['licences', 'transfer'],
  about: 'Gives a licence to another account; the old owner’s login no longer counts as its owner.',
  positionals: ['KEY'],
  options: {
    account: { type: 'string', about: "e-mail address of the new owner, or the account's id" },
    json,
  },
  run: (given, [key], io) =>
    withClientArea(io, async stores => {
      const account = await accountNamed(stores, needed(given, 'account'))
      const { id } = await licenceWithKey(stores, key)
      await stores.licences.transfer(id, account.id)
      print(io, given, await licenceSummary(stores, await licenceWithKey(stores, key)))
    }),
}
