import { runsCode } from '../code/rights.ts'
import { Failed, failure } from '../failures.ts'
import { firstGeneration, type Installation, type Kept, type PlacedRelease } from '../installations.ts'
import type { Change, Operation, Stage } from '../operations.ts'
import { defaultsOf } from '../settings.ts'
import { fitted } from '../settings/fitting.ts'
import { forgetSecrets } from '../settings/saving.ts'
import { whileNotNow } from '../updates/trying.ts'
import type { Ground } from './ground.ts'

/**
 * The row that an installation begins with. What an earlier one left behind goes on with it; where another release kept
 * that, this one first brings a copy of it up to date. Throws Failed, and what is kept is as it was.
 */
export const beginning = async (
  ground: Ground,
  operation: Operation,
  placed: PlacedRelease,
): Promise<Installation> => {
  const kept = await ground.installations.kept(operation.addon)
  const first = firstOf(ground, operation, placed, kept)
  if (!kept?.version || kept.version === placed.version || !runsCode(first)) return first
  const next = { ...first, generation: firstGeneration + operation.attempts }
  try {
    await whileNotNow(() => tryOver(ground, next, placed, kept.version ?? ''))
  } catch (error) {
    if (await isStillOurs(ground, operation)) await ground.archives.removeVersion(next.addon, next.version)
    throw inWords(error, next, kept.version)
  }
  return next
}

const firstOf = (
  { now }: Ground,
  { addon, addonKind: kind, name, version, operator }: Operation,
  { release }: PlacedRelease,
  kept: Kept | undefined,
): Installation => {
  const schema = release.manifest['settings']
  const at = now().toISOString()
  return {
    addon,
    kind,
    name,
    version,
    active: false,
    altered: false,
    settings: kept ? fitted(schema, kept.settings) : defaultsOf(schema),
    failure: null,
    installedAt: at,
    changedAt: at,
    changedBy: operator,
    generation: firstGeneration,
    moving: null,
    draining: false,
    previous: null,
  }
}

const tryOver = async (ground: Ground, next: Installation, placed: PlacedRelease, from: string) => {
  const { addon, generation } = next
  await ground.storage.copy({ addon, generation: firstGeneration }, { addon, generation })
  await ground.rehearse({ installation: next, placed, from })
}

// stops one that was taken over meanwhile from removing the files that its heir has put in place
const isStillOurs = ({ atomically }: Ground, { id, attempts }: Operation) =>
  atomically(async ({ operations }) => {
    const now = await operations.find(id)
    return now?.state === 'running' && now.attempts === attempts
  })

const inWords = (error: unknown, { name, version }: Installation, kept: string) => {
  if (!(error instanceof Failed) || error.failure.code !== 'rehearsal-failed') return error
  const { why = '' } = error.failure.values
  return new Failed(failure('kept-not-taken-over', { name, version, kept, why }), error)
}

/** Of an install that failed nothing is left but what was kept before it. */
export const leaveAsKept =
  ({ addon }: Operation): Change =>
  async ({ installations, addonData }) => {
    if (!(await installations.find(addon))) await addonData.keepCopies(addon, [firstGeneration])
    return undefined
  }

/** Settings, secrets and the add-on's own storage go: all of it or nothing. */
export const deleteKept: Stage = {
  name: 'remove',
  run:
    async ({ addon }) =>
    async ({ installations, secrets, addonData }) => {
      await installations.forget(addon)
      await forgetSecrets(secrets, addon)
      await addonData.remove(addon, { keepsOwn: false })
      return undefined
    },
}
