import { commandLine } from '../../marketplace/activity.ts'
import type { Failure } from '../../marketplace/failures.ts'
import type { Managed } from '../../marketplace/installations/managing.ts'
import { gridOf } from '../../marketplace/kinds.ts'
import type { Operation } from '../../marketplace/operations.ts'
import type { Services } from '../../routes/services.ts'
import { type Command, Failed, type Given, type Io } from '../command.ts'
import { json, print } from './with-people.ts'
import { atTheTerminal, failureInEnglish, inEnglish, withServices } from './with-services.ts'

const longest = 10 * 60_000

export type Begun =
  | { kind: 'operation'; operation: Operation }
  | { kind: 'refused'; why: Failure }
  | { kind: 'nothing to do' }

export interface Change {
  word: 'install' | 'activate' | 'deactivate' | 'uninstall' | 'repair' | 'update' | 'rollback'
  about: string
  options?: Command['options']
  begin: (services: Services, slug: string, given: Given) => Promise<Begun>
}

/** A command that changes one add-on: it waits for the end and says how it came out. */
export const changing = ({ word, about, options, begin }: Change): Command => ({
  words: ['addons', word],
  about,
  positionals: ['SLUG'],
  options: { json, ...options },
  run: (given, [slug = ''], io) =>
    withServices(io, async services => {
      const begun = await begin(services, slug, given)
      if (begun.kind === 'refused') throw new Failed(failureInEnglish(services, begun.why))
      if (begun.kind === 'nothing to do')
        return print(io, given, { addon: slug, result: 'done' }, [`${slug}: nothing to do.`])
      await tellEnd(services, begun.operation, given, io)
    }),
})

const tellEnd = async (services: Services, { id }: Operation, given: Given, io: Io) => {
  const ended = await services.operations.ended(id, longest)
  if (!ended || ended.state === 'running') throw new Failed(stillOpen(services, id))
  const { addon, name, version, kind, state, failure } = ended
  const result = inEnglish(services)(`operations.${kind}.${state}`, { name, version })
  const why = failure && failureInEnglish(services, failure)
  if (state === 'failed') throw new Failed(`${result}. ${why ?? ''}`.trim())
  const needsSetUp = (await services.addonSettings.unfinished()).has(addon)
  const data = { operation: id, addon, version, change: kind, result: state, needsSetUp }
  const next = needsSetUp ? setUpInWords(services, ended) : []
  print(io, given, data, [`${result}.`, ...(why ? [why] : []), ...next])
}

const stillOpen = (services: Services, id: string) => {
  const waits = services.operations.waitsFor(id)
  return `${waits ? `${inEnglish(services)(`operations.waits.${waits}`)} ` : 'It goes on by itself: '}Operation ${id}.`
}

const setUpInWords = (services: Services, { addon, addonKind, name }: Operation) => {
  const { paths, settings } = services
  const form = paths.grid(gridOf(addonKind)).settings(addon)
  return [`${inEnglish(services)('settings.needed', { name })} ${settings.publicUrl.origin}${form}`]
}

const install: Change['begin'] = async (services, slug) => {
  const addon = await services.addons.find(slug)
  if (!addon) throw new Failed(`There is no add-on "${slug}": "souk addons list" names them all.`)
  const outcome = await services.install(addon, atTheTerminal, commandLine)
  return outcome.kind === 'refused' ? outcome : { kind: 'operation', operation: outcome.operation }
}

const asBegun = (slug: string, managed: Managed): Begun => {
  if (managed.kind === 'not installed') throw new Failed(`"${slug}" is not installed.`)
  return managed.kind === 'begun' ? { kind: 'operation', operation: managed.operation } : managed
}

export const addonsInstall = changing({
  word: 'install',
  about: 'Installs and activates a free add-on, and waits until that is done.',
  begin: install,
})

export const addonsActivate = changing({
  word: 'activate',
  about: 'Switches an installed add-on on.',
  begin: async ({ manage }, slug) => asBegun(slug, await manage.activate(slug, commandLine)),
})

export const addonsDeactivate = changing({
  word: 'deactivate',
  about: 'Switches an installed add-on off; its settings and data stay.',
  begin: async ({ manage }, slug) => asBegun(slug, await manage.deactivate(slug, commandLine)),
})

export const addonsUninstall = changing({
  word: 'uninstall',
  about: 'Removes an add-on from this help desk.',
  options: { 'delete-data': { type: 'boolean', about: 'delete its settings and data too' } },
  begin: async ({ manage }, slug, given) =>
    asBegun(slug, await manage.uninstall(slug, given['delete-data'] ? 'delete' : 'keep', commandLine)),
})

export const addonsRepair = changing({
  word: 'repair',
  about: 'Fetches the signed files of an add-on again whose files were changed on disk.',
  begin: async ({ manage }, slug) => asBegun(slug, await manage.repair(slug, commandLine)),
})
