import { secretOf } from '../../client-area/accounts/people.ts'
import { type Command, Failed } from '../command.ts'
import { passwordIn, passwordOptions } from './accounts-password.ts'
import { json, print, withClientArea } from './with-client-area.ts'

export const accountsResetPassword: Command = {
  words: ['accounts', 'reset-password'],
  about:
    'Gives a person a new password and signs them out everywhere. Without one given it is made and printed once.',
  positionals: ['EMAIL'],
  options: { ...passwordOptions, json },
  run: (given, [email = ''], io) =>
    withClientArea(io, async stores => {
      const person = await stores.people.findByEmail(email)
      if (!person) throw new Failed(`Nobody signs in with ${email}.`)
      const { password, isNew } = await passwordIn(given)
      await stores.people.setPassword(person.id, await secretOf(password))
      await stores.issued.endSessionsOf(person.id)
      print(io, given, { email: person.email, ...(isNew ? { password } : { changed: true }) })
    }),
}
