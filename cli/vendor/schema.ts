import { manifestSchema } from '../../catalogue/publish.ts'
import type { Command } from '../command.ts'

export const schemaCommand: Command = {
  words: ['schema'],
  about: 'Prints the JSON Schema of manifest.json.',
  run: async (_given, _positionals, io) => io.out(`${JSON.stringify(manifestSchema(), null, 2)}\n`),
}
