import type { RunRow } from '../../marketplace/updates/runs.ts'
import { choiceOf, closesHole, versionOf, type Waiting } from '../../marketplace/updates/waiting.ts'
import type { Services } from '../../routes/services.ts'
import { failureInEnglish } from './with-services.ts'

/** What is newer than what is installed, as the command line prints it. */
export const waitingInShort = (one: Waiting) => {
  const choice = choiceOf(one)
  return {
    addon: one.addon.slug,
    from: one.installation.version,
    to: versionOf(one.update),
    security: closesHole(one.update),
    /** safe: part of `souk update --all` */
    choice: choice.kind,
    because: choice.kind === 'safe' ? null : choice.because,
  }
}

const reasons: Record<string, string> = {
  widened: 'asks for more than was accepted',
  running: 'is being changed right now',
  login: 'needs the login to the client area',
  stopped: 'cannot be updated now',
  'not entitled': 'is for those who have purchased it',
  'newer help desk': 'needs a newer help desk',
  skipped: 'is skipped',
  'put back': 'was put back before',
  'another major': 'is a new major version',
  altered: 'its files on disk were altered',
}

export const waitingLine = ({ addon, from, to, security, because }: ReturnType<typeof waitingInShort>) =>
  [
    addon.padEnd(24),
    `${from} to ${to}`.padEnd(22),
    ...(security ? ['security'] : []),
    ...(because ? [reasons[because] ?? because] : []),
  ].join('  ')

/** What became of one update among many. */
export const rowInShort = (services: Services, { addon, from, version, state, failure: why }: RunRow) => ({
  addon,
  from,
  to: version,
  result: state,
  reason: why && failureInEnglish(services, why),
})

export const rowLine = ({ addon, from, to, result, reason }: ReturnType<typeof rowInShort>) =>
  [addon.padEnd(24), `${from} to ${to}`.padEnd(22), result === 'done' ? 'updated' : result, reason]
    .filter(Boolean)
    .join('  ')
