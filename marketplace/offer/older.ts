import semver from 'semver'
import type { ReleaseEntry } from '../../contracts/catalogue.ts'
import { type Failure, failure } from '../failures.ts'
import type { Question } from '../offer.ts'
import { releaseOf, supports } from '../releases.ts'
import { type Widening, widenings } from '../updates/widening.ts'
import { whatStops } from './get.ts'
import { withinRight } from './update.ts'

/** A release before the installed one, that somebody may choose by its version. */
export interface Older {
  release: ReleaseEntry
  /** what it asks for beyond what was accepted */
  widened: Widening[]
}

type Asked = Pick<Question, 'addon' | 'installation' | 'connection' | 'money' | 'helpDesk'>

/** Never offered: only for those who look for them in the list of all versions. The kept one is gone back to instead. */
export const older = (question: Asked): Older[] => {
  const { addon, installation } = question
  if (!installation) return []
  const { version, previous } = installation
  return addon.releases
    .filter(release => semver.lt(release.version, version) && release.version !== previous?.version)
    .filter(release => !whyNotOlder(question, release))
    .map(release => ({
      release,
      widened: widenings(releaseOf(addon, version)?.permissions, release.permissions),
    }))
}

/** Why an older release can't be put in place of the installed one. */
export const whyNotOlder = (question: Asked, release: ReleaseEntry): Failure | undefined => {
  const { addon, helpDesk, connection } = question
  const { version, withdrawn } = release
  const { name } = addon
  const because = whatStops(helpDesk)
  if (because) return failure(because.replace(' ', '-'), { name })
  if (!connection) return failure('not-connected', { name })
  if (withdrawn) return failure('withdrawn', { name, version, reason: withdrawn.reason })
  if (!supports(release, helpDesk.version)) return failure('not-supported', { name, needs: release.supports })
  return withinRight(question)?.releases.includes(release)
    ? undefined
    : failure('update-not-entitled', { name, version })
}
