import type { AddonEntry, ReleaseEntry } from '../../contracts/catalogue.ts'
import type { Standing } from '../addons.ts'
import { Failed, type Failure, fail } from '../failures.ts'
import { checkCodeIsFree } from '../installations/activation.ts'
import type { Archives, Installation } from '../installations.ts'
import type { Ground } from '../installations/ground.ts'
import { offeredRelease, releaseOf, supports } from '../releases.ts'

export interface PreflightNeeds extends Pick<Ground, 'installations' | 'packs' | 'englishCode'> {
  archives: Pick<Archives, 'room' | 'reachable' | 'state'>
  helpDesk: { version: string; offline: boolean; safeMode: boolean }
  standing: () => Promise<Standing>
}

/** What would be installed once it is paid: bytes to be fetched, or what is still on disk. */
export type Goods =
  | { kind: 'to be fetched'; release: ReleaseEntry; replaces: boolean }
  | { kind: 'on disk'; version: string }

/** Nobody pays for what can't be installed. Throws Failed with the reason. */
export const preflight = async (needs: PreflightNeeds, addon: AddonEntry): Promise<Goods> => {
  const { helpDesk, standing, archives } = needs
  if (helpDesk.safeMode) fail('safe-mode')
  if (helpDesk.offline) fail('offline')
  if ((await standing()).kind === 'expired') fail('catalogue-expired')
  if (addon.language) await checkCodeIsFree(needs, addon.language.code, addon.slug)
  const installation = await needs.installations.find(addon.slug)
  const onDisk = installation && (await usable(needs, addon, installation))
  if (onDisk) return { kind: 'on disk', version: installation.version }
  const release = offeredRelease(addon, helpDesk.version)
  if (!release) return fail('not-supported', { name: addon.name, needs: addon.releases[0]?.supports ?? '' })
  await archives.room(release.archive.length + 2 * release.size)
  await archives.reachable(addon, release)
  return { kind: 'to be fetched', release, replaces: installation?.version === release.version }
}

/** The same as a value: why it can't be installed now. */
export const obstacle = async (needs: PreflightNeeds, addon: AddonEntry): Promise<Failure | null> => {
  try {
    await preflight(needs, addon)
    return null
  } catch (error) {
    if (error instanceof Failed) return error.failure
    throw error
  }
}

const usable = async (
  { installations, archives, helpDesk }: PreflightNeeds,
  addon: AddonEntry,
  { version, altered }: Installation,
) => {
  const placed = await installations.release(addon.slug, version)
  const entry = releaseOf(addon, version)
  if (!placed || altered || entry?.withdrawn?.severity === 'stop') return false
  if (entry && !supports(entry, helpDesk.version)) return false
  return (await archives.state(placed)) === 'intact'
}
