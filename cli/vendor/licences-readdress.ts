import type { Command } from '../command.ts'
import { json, licenceSummary, licenceWithKey, panelIn, print, withClientArea } from './with-client-area.ts'

export const licencesReaddress: Command = {
  words: ['licences', 'readdress'],
  about: 'Tells a licence that its help desk has moved; owner and purchases stay.',
  positionals: ['KEY'],
  options: { panel: { type: 'string', about: 'the new address of the help desk' }, json },
  run: (given, [key], io) =>
    withClientArea(io, async stores => {
      const panel = panelIn(given)
      const { id } = await licenceWithKey(stores, key)
      await stores.licences.readdress(id, panel)
      print(io, given, await licenceSummary(stores, await licenceWithKey(stores, key)))
    }),
}
