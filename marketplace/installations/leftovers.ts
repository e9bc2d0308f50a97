import type { Kind } from '../../contracts/manifest.ts'
import type { Actor } from '../activity.ts'
import type { SecretSettings } from '../code/secret-settings.ts'
import { failure } from '../failures.ts'
import { firstGeneration } from '../installations.ts'
import type { Ground } from './ground.ts'
import type { Managed, Manager } from './managing.ts'

/** What an uninstall left behind, as operators are told of it. */
export interface Leftover {
  kind: Kind
  name: string
  /** the release that kept it; null: nobody knows */
  version: string | null
  at: string
  settings: number
  secrets: number
  /** of its own storage */
  bytes: number
}

type Needs = Pick<Manager, 'installations' | 'operations' | 'addons'> & {
  secrets: Pick<SecretSettings, 'names'>
  storage: Pick<Ground['storage'], 'used'>
}

/** What is kept of an add-on that is not installed; undefined: nothing. */
export const leftoverOf = async (
  { secrets, storage, ...needs }: Needs,
  addon: string,
): Promise<Leftover | undefined> => {
  const kept = await needs.installations.kept(addon)
  const known = kept && (await knownAs(needs, addon))
  if (!known) return undefined
  return {
    ...known,
    version: kept.version,
    at: kept.at,
    settings: Object.keys(kept.settings).length,
    secrets: (await secrets.names(addon)).length,
    bytes: await storage.used({ addon, generation: firstGeneration }),
  }
}

/** Deletes that. As an operation: nothing is installed over it meanwhile. */
export const deleteKept = async (
  { operations, ...manager }: Pick<Manager, 'installations' | 'operations' | 'addons'>,
  addon: string,
  actor: Actor,
): Promise<Managed> => {
  const kept = await manager.installations.kept(addon)
  const known = kept && (await knownAs({ operations, ...manager }, addon))
  if (!known) return { kind: 'not installed' }
  const { kind: addonKind, name } = known
  const wish = { kind: 'delete-data', addon, addonKind, name, version: kept.version ?? '' }
  const { kind: how, operation } = await operations.start(wish, actor)
  return how === 'joined' && operation.kind !== wish.kind
    ? { kind: 'refused', why: failure('busy', { name, operator: operation.operator }) }
    : { kind: 'begun', operation }
}

/** Kind and name: as in the list, or as when it went. */
const knownAs = async ({ operations, addons }: Pick<Manager, 'operations' | 'addons'>, addon: string) => {
  const listed = await addons.find(addon)
  if (listed) return { kind: listed.kind, name: listed.name }
  const last = await operations.latestFor(addon)
  return last && { kind: last.addonKind, name: last.name }
}
