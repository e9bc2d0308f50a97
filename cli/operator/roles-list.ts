import type { Command } from '../command.ts'
import { json, print, withPeople } from './with-people.ts'

export const rolesList: Command = {
  words: ['roles'],
  about: 'Lists the roles and what each allows.',
  options: { json },
  run: (given, _, io) =>
    withPeople(io, async ({ roles }) => {
      const all = await roles.list()
      const lines = all.map(({ name, permissions }) => `${name}: ${permissions.join(', ') || '–'}`)
      print(io, given, all, lines.length > 0 ? lines : ['There are no roles yet.'])
    }),
}
