import type { Command } from '../command.ts'
import { json, print, withPeople } from './with-people.ts'

export const operatorsList: Command = {
  words: ['operators', 'list'],
  about: 'Lists who may sign in, with their roles.',
  options: { json },
  run: (given, _, io) =>
    withPeople(io, async ({ operators, roles }) => {
      const names = new Map((await roles.list()).map(({ id, name }) => [id, name]))
      const people = (await operators.list()).map(one => ({
        email: one.email,
        name: one.name,
        disabled: one.disabled,
        roles: one.roles.map(id => names.get(id) ?? id),
      }))
      const lines = people.map(
        ({ email, name, disabled, roles: held }) =>
          `${email}  ${name}  ${held.join(', ') || '–'}${disabled ? '  disabled' : ''}`,
      )
      print(
        io,
        given,
        people,
        lines.length > 0 ? lines : ['Nobody yet: add somebody with "souk operators add".'],
      )
    }),
}
