import type { AddonEntry } from '../../contracts/catalogue.ts'
import type { PreviousRelease } from '../installations.ts'
import type { Installed } from '../offer.ts'
import { releaseOf } from '../releases.ts'

export type Back = { kind: 'none' } | { kind: 'back'; to: PreviousRelease }

/** The release that was kept, to which one may go back; not to one that may not run. Needs neither login nor catalogue. */
export const back = (installation: Installed | null, addon?: AddonEntry): Back => {
  const to = installation?.previous
  if (!to) return { kind: 'none' }
  const { withdrawn } = (addon && releaseOf(addon, to.version)) ?? {}
  return withdrawn?.severity === 'stop' ? { kind: 'none' } : { kind: 'back', to }
}
