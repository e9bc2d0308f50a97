import { z } from 'zod'
import {
  addonApi,
  hookAnswer,
  hookRequest,
  ownEvents,
  pageAnswer,
  pageRequest,
  sendingAnswer,
  toldEvent,
} from '../../contracts/addon-api.ts'
import type { Command } from '../command.ts'

export const schemaCommand: Command = {
  words: ['schema'],
  about: 'Prints the JSON Schema of what add-on code and the help desk say to each other.',
  run: async (_given, _positionals, io) => io.out(apiSchemaText()),
}

/** As it stands in the documents. */
export const apiSchemaText = () => `${JSON.stringify(apiSchema(), null, 2)}\n`

/** Version 1 of the API as JSON Schema 2020-12: one definition for each message, in either direction. */
const apiSchema = () => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'What add-on code and a help desk say to each other, version 1',
  $defs: Object.fromEntries(
    Object.entries(messages()).map(([name, schema]) => [name, definitionOf(name, schema)]),
  ),
})

const messages = (): Record<string, z.ZodType> => ({
  'events.told': toldEvent,
  'events.answer': sendingAnswer,
  'events.souk.health.told': ownEvents['souk.health'],
  'events.settings.changed.told': ownEvents['settings.changed'],
  'hooks.request': hookRequest,
  'hooks.answer': hookAnswer,
  'pages.request': pageRequest,
  'pages.answer': pageAnswer,
  ...Object.fromEntries(
    Object.entries(addonApi).flatMap(([verb, { input, output }]) => [
      [`${verb}.input`, input],
      [`${verb}.output`, output],
    ]),
  ),
})

// each with an id of its own: what is named inside one stays inside it
const definitionOf = (name: string, schema: z.ZodType) => {
  const { $schema: _, ...definition } = z.toJSONSchema(schema, { io: 'input' })
  return { $id: `urn:souk:addon-api:1:${name}`, ...definition }
}
