import type { AddonEntry } from '../../contracts/catalogue.ts'
import { commandLine } from '../../marketplace/activity.ts'
import { formatsFor } from '../../marketplace/formats.ts'
import { releaseOf } from '../../marketplace/releases.ts'
import type { Updating } from '../../marketplace/updates.ts'
import { versionOf } from '../../marketplace/updates/waiting.ts'
import { widenings } from '../../marketplace/updates/widening.ts'
import { widenedInWords } from '../../routes/addons/rights.ts'
import type { Services } from '../../routes/services.ts'
import { Failed, type Given } from '../command.ts'
import { type Begun, type Change, changing } from './addons-change.ts'
import { atTheTerminal, inEnglish } from './with-services.ts'

const update: Change['begin'] = async (services, slug, given) => {
  const addon = await services.addons.find(slug)
  const installed = await services.installations.find(slug)
  if (!installed) throw new Failed(`"${slug}" is not installed.`)
  if (!addon)
    throw new Failed(`The catalogue no longer offers ${installed.name}, so there is no update of it.`)
  const version = textOf(given['to']) ?? (await waitingVersion(services, slug))
  if (version === undefined || version === installed.version) return { kind: 'nothing to do' }
  const accept = listOf(given['accept'])
  const outcome = await services.updates.update(addon, { version, accept }, atTheTerminal, commandLine)
  if (outcome.kind === 'refused' && outcome.why.code === 'rights-not-accepted')
    throw new Failed(rightsInWords(services, addon, installed.version, version))
  return asBegun(slug, outcome)
}

const textOf = (value: Given[string]) => (typeof value === 'string' ? value : undefined)
const listOf = (value: Given[string]) => (Array.isArray(value) ? value : [])

const waitingVersion = async ({ manyUpdates }: Services, slug: string) => {
  const waiting = (await manyUpdates.waiting()).find(({ addon }) => addon.slug === slug)
  return waiting && versionOf(waiting.update)
}

const asBegun = (slug: string, outcome: Updating): Begun => {
  if (outcome.kind === 'not installed') throw new Failed(`"${slug}" is not installed.`)
  return outcome.kind === 'refused' ? outcome : { kind: 'operation', operation: outcome.operation }
}

/** Each right by the name that accepts it, and the command that does. */
const rightsInWords = (services: Services, addon: AddonEntry, from: string, version: string) => {
  const before = releaseOf(addon, from)?.permissions
  const widened = widenings(before, releaseOf(addon, version)?.permissions)
  const locals = { t: inEnglish(services), format: formatsFor('en', 'UTC') }
  const rights = widenedInWords({ kind: addon.kind, widened, before }, locals)
  const accepting = rights.map(({ name }) => `--accept '${name}'`).join(' ')
  return [
    locals.t('addons.update.widened', { version, installed: from }),
    ...rights.map(({ name, words }) => `  ${name}: ${words}`),
    `To accept that: souk addons update ${addon.slug} --to ${version} ${accepting}`,
  ].join('\n')
}

export const addonsUpdate = changing({
  word: 'update',
  about: 'Updates one add-on, and waits until that is done; its settings and data stay.',
  options: {
    to: { type: 'string', about: 'this version in place of the one that is offered; may be an older one' },
    accept: {
      type: 'string',
      multiple: true,
      about: 'the name of a right that the new version asks for; once for each',
    },
  },
  begin: update,
})

export const addonsRollback = changing({
  word: 'rollback',
  about: 'Goes back to the version that was kept, with its own data as it was then.',
  begin: async (services, slug) => asBegun(slug, await services.updates.rollback(slug, commandLine)),
})
