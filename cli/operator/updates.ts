import { commandLine } from '../../marketplace/activity.ts'
import { failure } from '../../marketplace/failures.ts'
import type { Run } from '../../marketplace/updates/runs.ts'
import { choiceOf, versionOf, type Waiting } from '../../marketplace/updates/waiting.ts'
import type { Services } from '../../routes/services.ts'
import { type Command, Failed, type Given, type Io, WrongUse } from '../command.ts'
import { rowInShort, rowLine, waitingInShort, waitingLine } from './updates-in-words.ts'
import { json, print } from './with-people.ts'
import { failureInEnglish, withServices } from './with-services.ts'

const longest = 60 * 60_000

/** What is newer than what is installed. */
export const updatesList: Command = {
  words: ['updates'],
  about: 'Lists what is newer than what is installed.',
  options: { json },
  run: (given, _, io) =>
    withServices(io, async ({ manyUpdates }) => {
      const found = (await manyUpdates.waiting()).map(waitingInShort)
      print(io, given, found, found.length > 0 ? found.map(waitingLine) : ['Everything is up to date.'])
    }),
}

/** What nothing speaks against, one after the other. */
export const updateAll: Command = {
  words: ['update'],
  about: 'Updates all add-ons of which nothing speaks against it, and waits until that is done.',
  options: {
    all: { type: 'boolean', about: 'all of them; for one there is "souk addons update"' },
    'go-on': { type: 'boolean', about: 'go on with the others when one fails' },
    json,
  },
  run: (given, _, io) => {
    if (!given['all'])
      throw new WrongUse('Say --all to update everything; "souk addons update SLUG" updates one add-on.')
    return withServices(io, services => updateEverything(services, given, io))
  },
}

const updateEverything = async (services: Services, given: Given, io: Io) => {
  const { manyUpdates } = services
  const waiting = await manyUpdates.waiting()
  const isSafe = (one: Waiting) => choiceOf(one).kind === 'safe'
  for (const one of waiting.filter(other => !isSafe(other)))
    io.err(`Left out: ${waitingLine(waitingInShort(one))}\n`)
  const wanted = waiting.filter(isSafe).map(wantedOf)
  if (wanted.length === 0) return tellNothing(services, waiting, given, io)
  const { run } = await manyUpdates.begin(wanted, { stopsAtFailure: !given['go-on'] }, commandLine)
  const ended = await manyUpdates.ended(run.id, longest)
  if (!ended?.finishedAt) throw new Failed('It goes on by itself: look at the page "Updates".')
  tellEnd(services, ended, given, io)
}

const tellNothing = (services: Services, waiting: Waiting[], given: Given, io: Io) => {
  const held = waiting.map(({ update }) => update.kind)
  const closed = waiting.find(({ update }) => update.kind === 'login')
  if (closed)
    throw new Failed(failureInEnglish(services, failure('not-connected', { name: closed.addon.name })))
  if (held.includes('stopped')) throw new Failed('Nothing can be updated now.')
  const words = waiting.length > 0 ? 'Nothing was updated.' : 'Everything is up to date.'
  print(io, given, { run: null, rows: [] }, [words])
}

const tellEnd = (services: Services, { id, rows }: Run, given: Given, io: Io) => {
  const told = rows.map(row => rowInShort(services, row))
  print(io, given, { run: id, rows: told }, told.map(rowLine))
  const left = rows.filter(({ state }) => state !== 'done').length
  if (left > 0) throw new Failed(`${left} of ${rows.length} add-ons were not updated.`)
}

const wantedOf = (one: Waiting) => ({
  addon: one.addon.slug,
  name: one.addon.name,
  from: one.installation.version,
  version: versionOf(one.update),
})
