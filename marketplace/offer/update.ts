import semver from 'semver'
import type { ReleaseEntry } from '../../contracts/catalogue.ts'
import type { Question } from '../offer.ts'
import { newerReleases, newestRelease, offeredRelease, supports } from '../releases.ts'
import { isFree, isToBeHad } from './money.ts'

export type Update =
  | { kind: 'none' }
  | { kind: 'newer help desk'; version: string; needs: string }
  | { kind: 'login'; release: ReleaseEntry }
  /** it runs on as it is, but what is newer is for those who pay */
  | { kind: 'not entitled'; release: ReleaseEntry }
  /** security: one of the releases up to the offered one closes a hole */
  | { kind: 'no update yet'; release: ReleaseEntry; security: boolean }

export const update = (question: Question): Update => {
  const { addon, installation, connection, helpDesk, money } = question
  if (!installation) return { kind: 'none' }
  const release = offeredRelease(addon, helpDesk.version)
  if (!release || !semver.gt(release.version, installation.version))
    return beyondThisHelpDesk(question, installation.version)
  if (!connection) return { kind: 'login', release }
  if (!isFree(addon) && !isToBeHad(money.entitlement)) return { kind: 'not entitled', release }
  const newer = newerReleases(addon, installation.version, helpDesk.version)
  return { kind: 'no update yet', release, security: newer.some(one => one.security) }
}

const beyondThisHelpDesk = ({ addon, helpDesk }: Question, installed: string): Update => {
  const newest = newestRelease(addon)
  return semver.gt(newest.version, installed) && !supports(newest, helpDesk.version)
    ? { kind: 'newer help desk', version: newest.version, needs: newest.supports }
    : { kind: 'none' }
}
