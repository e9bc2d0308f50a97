import { pino } from 'pino'
import { activityIn } from '../db/activity.ts'
import { firstOperatorLinksIn } from '../db/first-operator-links.ts'
import { firstStepsIn } from '../db/first-steps.ts'
import { openDb } from '../db/index.ts'
import { migrations } from '../db/migrations/index.ts'
import { operatorsIn } from '../db/operators.ts'
import { rolesIn } from '../db/roles.ts'
import { sessionsIn } from '../db/sessions.ts'
import { signInLimitsIn } from '../db/sign-in-limits.ts'
import type { Files } from '../gateways/disk.ts'
import { visitorsBy } from '../gateways/comparing.ts'
import { marketplaceApiAt, type Patience } from '../gateways/marketplace-api.ts'
import { argon2Passwords } from '../gateways/passwords.ts'
import { pathsUnder } from '../routes/paths.ts'
import type { Services } from '../routes/services.ts'
import { wireCatalogue } from './catalogue.ts'
import { wireCode } from './code.ts'
import { wireConnection } from './connection.ts'
import { wireEntitlements } from './entitlements.ts'
import { wireInbox } from './inbox.ts'
import { wireInstallations } from './installations.ts'
import { english } from './messages.ts'
import { wirePurchases } from './purchases.ts'
import type { Settings } from './settings.ts'
import { statusServices } from './status.ts'
import { wireUpdates } from './updates.ts'

/** Everything the panel is made of, wired once. `close` ends what was opened, last first. */
export interface Wiring {
  services: Services
  /** before listening: goes on with what was interrupted, and looks at what lies on disk */
  recover: () => Promise<void>
  /** first thing at the end: lets no reply wait for what goes on after the next start */
  stop: () => void
  /** once listening: refreshes the catalogue and follows the client area, now and from then on */
  keepFresh: () => void
  /** a part of that: runs add-on code */
  runCode: () => Promise<void>
  close: () => Promise<void>
}

export interface Arranged {
  now?: () => Date
  log?: Services['log']
  files?: Files
  /** how long the client area may take */
  patience?: Patience
}

/** Opens the database and builds every store and gateway of one panel. Tests arrange the clock and the log. */
export const makeServices = async (
  settings: Settings,
  { now = () => new Date(), log, files, patience }: Arranged = {},
): Promise<Wiring> => {
  const db = await openDb(settings.databaseUrl, migrations)
  const paths = pathsUnder(settings.publicUrl.pathname.replace(/\/$/, ''))
  const common = {
    settings,
    paths,
    now,
    log: log ?? pino({ level: settings.logLevel }),
    activity: activityIn(db, now),
  }
  const login = wireConnection(db, {
    ...common,
    connected() {
      rights.verbs.syncSoon()
      void refill()
    },
  })
  const catalogue = wireCatalogue({
    db,
    ...common,
    async refreshed() {
      await installed.stopWithdrawn()
      await refill()
    },
  })
  const refill = () =>
    installed.refill().catch((error: unknown) => common.log.warn({ err: error }, 'could not refill'))
  const { addons } = catalogue.verbs
  const { connection } = login.services
  const market = marketplaceApiAt(settings.clientAreaUrl, patience)
  const installed = wireInstallations({
    db,
    ...common,
    english: english(),
    addons,
    connection,
    market,
    files,
    tryCode: placed => coded.tryCode(placed),
    runCode: placed => coded.runCode(placed),
    drain: addon => coded.drain(addon),
    rehearse: one => coded.rehearse(one),
    changed: () => coded.wake(),
    isSafe: () => coded.isSafe(),
  })
  const inbox = wireInbox(db, { ...common, happened: () => coded.wake() })
  const coded = wireCode(db, { ...common, installed, inbox })
  const bought = wirePurchases(db, installed)
  const updated = wireUpdates(db, installed, common)
  const { installer } = installed
  const rights = wireEntitlements(db, { ...common, installer, connection, followPurchases: bought.follow })
  return {
    services: {
      ...common,
      ...login.services,
      ...catalogue.verbs,
      ...installed.verbs,
      updates: updated.verbs,
      manyUpdates: updated.many,
      purchases: bought.verbs,
      entitlements: rights.verbs,
      webhooks: rights.webhooks,
      inbox,
      code: coded.verbs,
      visitorOf: visitorsBy(settings.secretKey, now),
      ...statusServices(settings, now),
      sessions: sessionsIn(db, now),
      operators: operatorsIn(db, now),
      roles: rolesIn(db, now),
      passwords: argon2Passwords(),
      limits: signInLimitsIn(db, now),
      firstOperatorLinks: firstOperatorLinksIn(db, now),
      firstSteps: firstStepsIn(db.knex),
    },
    async recover() {
      await coded.recover()
      await installed.recover()
    },
    stop() {
      updated.stop()
      installed.stop()
      coded.stop()
    },
    runCode: coded.start,
    keepFresh() {
      void coded.start()
      catalogue.start()
      rights.start()
      updated.start()
    },
    close: async () => {
      await updated.close()
      await coded.close()
      await rights.close()
      await catalogue.close()
      await installed.close()
      await login.close()
      await db.close()
    },
  }
}
