import { type Kind, kinds } from '../../contracts/manifest.ts'
import type { AddonQuery } from '../../marketplace/addons.ts'
import { type Command, type Given, type Io, WrongUse } from '../command.ts'
import { inShort, line } from './in-short.ts'
import { json, print } from './with-people.ts'
import { withServices } from './with-services.ts'

const options = {
  kind: { type: 'string', about: `one of ${kinds.join(', ')}` },
  tag: { type: 'string', about: 'a tag they must have' },
  json,
} as const

export const addonsList: Command = {
  words: ['addons', 'list'],
  about: 'Lists the add-ons of the catalogue by name.',
  options,
  run: (given, _, io) => show(io, given, ''),
}

export const addonsSearch: Command = {
  words: ['addons', 'search'],
  about: 'Searches the catalogue for words, the best match first.',
  positionals: ['WORDS'],
  options,
  run: (given, [words = ''], io) => show(io, given, words),
}

const show = (io: Io, given: Given, words: string) =>
  withServices(io, async ({ addons, settings: { helpDeskVersion } }) => {
    const query = queryIn(given, words)
    const { pages, total, more } = await addons.search(query)
    const found = []
    for (let page = 1; page <= pages; page++)
      found.push(
        ...(await addons.search({ ...query, page })).addons.map(addon => inShort(addon, helpDeskVersion)),
      )
    const asked = [words, ...query.kinds, ...(query.tag ? [query.tag] : [])].filter(Boolean)
    const nothing =
      asked.length > 0
        ? `No add-on has "${asked.join('" and "')}".`
        : 'The list is empty: "souk catalogue refresh" reads it.'
    print(io, given, found, found.length > 0 ? found.map(line) : [nothing])
    if (more) io.err(`There are more than these ${total}: look for something narrower.\n`)
  })

const queryIn = (given: Given, words: string): AddonQuery => {
  const { kind, tag } = given
  if (kind !== undefined && !isKind(kind)) throw new WrongUse(`--kind takes one of ${kinds.join(', ')}.`)
  return {
    words,
    kinds: kind === undefined ? [] : [kind],
    prices: [],
    ...(typeof tag === 'string' ? { tag } : {}),
    sort: words ? 'relevance' : 'name',
    page: 1,
  }
}

const isKind = (value: unknown): value is Kind => kinds.some(kind => kind === value)
