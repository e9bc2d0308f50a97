import { type Command, Failed } from '../command.ts'
import { accountLine } from './accounts-details.ts'
import { json, licenceSummary, withClientArea } from './with-client-area.ts'

export const accountsShow: Command = {
  words: ['accounts', 'show'],
  about: 'Shows who signs in with an e-mail address, the accounts behind that login and their licences.',
  positionals: ['EMAIL'],
  options: { json },
  run: (given, [email = ''], io) =>
    withClientArea(io, async stores => {
      const person = await stores.people.findByEmail(email)
      if (!person) throw new Failed(`Nobody signs in with ${email}.`)
      const accounts = await stores.accounts.of(person.id)
      const owned = await stores.licences.of(accounts.map(({ id }) => id))
      const licences = await Promise.all(owned.map(licence => licenceSummary(stores, licence)))
      if (given['json']) return io.out(`${JSON.stringify({ person, accounts, licences }, null, 2)}\n`)
      const lines = [
        `${person.name} <${person.email}>`,
        ...accounts.map(accountLine),
        ...licences.map(({ keyEnd, state, panel }) => `licence ending in ${keyEnd}: ${state}, ${panel}`),
      ]
      return io.out(`${lines.join('\n')}\n`)
    }),
}
