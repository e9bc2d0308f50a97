import { commandLine } from '../../marketplace/activity.ts'
import type { Command } from '../command.ts'
import { json, operatorNamed, passwordFrom, passwordOption, print, withPeople } from './with-people.ts'

export const operatorsResetPassword: Command = {
  words: ['operators', 'reset-password'],
  about:
    'Gives an operator a new password and signs them out everywhere. Without one given it is made and printed once.',
  positionals: ['EMAIL'],
  options: { ...passwordOption, json },
  run: (given, [email = ''], io) =>
    withPeople(io, async people => {
      const operator = await operatorNamed(people, email)
      const { password, isNew } = await passwordFrom(given)
      await people.operators.setPassword(operator.id, await people.passwords.hash(password), commandLine)
      print(io, given, { email: operator.email, ...(isNew ? { password } : {}) }, [
        `${operator.email} has a new password.`,
        ...(isNew ? [`password: ${password}`] : []),
      ])
    }),
}
