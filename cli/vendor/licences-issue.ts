import { issueLicence } from '../../client-area/accounts/licences.ts'
import { asLines, settingsLines } from '../../client-area/settings-lines.ts'
import type { Command } from '../command.ts'
import { accountNamed, json, needed, panelIn, withClientArea } from './with-client-area.ts'

export const licencesIssue: Command = {
  words: ['licences', 'issue'],
  about: "Issues a licence to an account for one help desk and prints that help desk's settings, once.",
  options: {
    account: { type: 'string', about: "e-mail address of the account's owner, or the account's id" },
    panel: { type: 'string', about: 'address of the help desk, as operators type it' },
    json,
  },
  run: (given, _, io) =>
    withClientArea(io, async (stores, url) => {
      const panel = panelIn(given)
      const account = await accountNamed(stores, needed(given, 'account'))
      const settings = settingsLines(await issueLicence(stores.licences, account, panel), url)
      io.out(given['json'] ? `${JSON.stringify(settings, null, 2)}\n` : `${asLines(settings).join('\n')}\n`)
    }),
}
