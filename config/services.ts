import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { activityIn } from '../db/activity.ts'
import { firstOperatorLinksIn } from '../db/first-operator-links.ts'
import { openDb } from '../db/index.ts'
import { migrations } from '../db/migrations/index.ts'
import { operatorsIn } from '../db/operators.ts'
import { rolesIn } from '../db/roles.ts'
import { sessionsIn } from '../db/sessions.ts'
import { signInLimitsIn } from '../db/sign-in-limits.ts'
import { argon2Passwords } from '../gateways/passwords.ts'
import type { Language } from '../marketplace/messages.ts'
import { pathsUnder } from '../routes/paths.ts'
import type { Services } from '../routes/services.ts'
import { root } from './root.ts'
import type { Settings } from './settings.ts'

/** Everything the panel is made of, wired once. `close` ends what was opened, last first. */
export interface Wiring {
  services: Services
  close: () => Promise<void>
}

/** The panel's own text, from `views/messages/`. */
export const englishMessages = (): Record<string, string> => {
  const folder = join(root, 'views/messages')
  return Object.assign(
    {},
    ...readdirSync(folder).map(name => JSON.parse(readFileSync(join(folder, name), 'utf8'))),
  )
}

export const english = (): Language => ({
  code: 'en',
  direction: 'ltr',
  name: 'English',
  messages: englishMessages(),
})

export interface Arranged {
  now?: () => Date
  log?: Services['log']
}

/** Opens the database and builds every store and gateway of one panel. Tests arrange the clock and the log. */
export const makeServices = async (
  settings: Settings,
  { now = () => new Date(), log }: Arranged = {},
): Promise<Wiring> => {
  const db = await openDb(settings.databaseUrl, migrations)
  const paths = pathsUnder(settings.publicUrl.pathname.replace(/\/$/, ''))
  const ours = english()
  return {
    services: {
      settings,
      paths,
      now,
      log: log ?? pino({ level: settings.logLevel }),
      languages: {
        english: ours,
        choices: () => Promise.resolve([ours]),
        defaultCode: () => Promise.resolve('en'),
      },
      sessions: sessionsIn(db, now),
      operators: operatorsIn(db, now),
      roles: rolesIn(db, now),
      passwords: argon2Passwords(),
      limits: signInLimitsIn(db, now),
      firstOperatorLinks: firstOperatorLinksIn(db, now),
      activity: activityIn(db, now),
    },
    close: () => db.close(),
  }
}
