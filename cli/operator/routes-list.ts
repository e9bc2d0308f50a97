import { routeTable } from '../../routes/paths.ts'
import type { Command } from '../command.ts'
import { json, print } from './with-people.ts'

export const routesList: Command = {
  words: ['routes'],
  about: 'Lists every address of the panel with the permission it needs.',
  options: { json },
  async run(given, _, io) {
    const table = routeTable()
    const width = Math.max(...table.map(({ path }) => path.length))
    print(
      io,
      given,
      table,
      table.map(
        ({ method, path, permission }) => `${method.padEnd(4)}  ${path.padEnd(width)}  ${permission}`,
      ),
    )
  },
}
