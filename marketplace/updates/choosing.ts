import semver from 'semver'
import type { ReleaseEntry } from '../../contracts/catalogue.ts'
import { type Failure, failure } from '../failures.ts'
import type { Question, Update } from '../offer.ts'
import { whyNotOlder } from '../offer/older.ts'
import { update } from '../offer/update.ts'
import { releaseOf } from '../releases.ts'

/** What is offered, or an older release by its version; the answer is the same whatever was shown a while ago. */
export const chosen = (question: Question, version: string): { release: ReleaseEntry } | { why: Failure } => {
  const { addon, installation } = question
  const { name } = addon
  const wanted = update(question)
  if (wanted.kind === 'update' && wanted.release.version === version) return { release: wanted.release }
  const release = releaseOf(addon, version)
  const isOlder = release && installation && semver.lt(version, installation.version)
  if (isOlder) {
    const why = whyNotOlder(question, release)
    return why ? { why } : { release }
  }
  return { why: whyNone(wanted, name, version) ?? failure('update-changed', { name, version }) }
}

const whyNone = (wanted: Update, name: string, version: string): Failure | undefined => {
  switch (wanted.kind) {
    case 'login':
      return failure('not-connected', { name })
    case 'stopped':
      return failure(wanted.because.replace(' ', '-'), { name })
    case 'not entitled':
      return failure('update-not-entitled', { name, version })
    case 'none':
    case 'newer help desk':
    case 'update':
      return undefined
  }
}
