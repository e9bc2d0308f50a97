import { cancellationsIn } from '../db/cancellations.ts'
import { entitlementsIn } from '../db/entitlements.ts'
import { chargesIn } from '../db/charges.ts'
import type { Database } from '../db/index.ts'
import { lapsesIn } from '../db/lapses.ts'
import { panelSettingsIn } from '../db/panel-settings.ts'
import { webhooksSeenIn } from '../db/webhooks-seen.ts'
import { restAfter, timetable } from '../gateways/timetable.ts'
import { genuineBy, webhookKeysIn } from '../gateways/webhooks.ts'
import type { ConnectionVerbs } from '../marketplace/connection.ts'
import { lookEveryMs, paced } from '../marketplace/entitlements/pace.ts'
import { entitlementsWith } from '../marketplace/entitlements/verbs.ts'
import { webhooksWith } from '../marketplace/webhooks.ts'
import type { Log } from '../routes/services.ts'
import type { wireInstallations } from './installations.ts'
import type { Settings } from './settings.ts'

export interface EntitlementParts {
  settings: Settings
  now: () => Date
  log: Log
  installer: ReturnType<typeof wireInstallations>['installer']
  connection: ConnectionVerbs
  /** asks about every open purchase */
  followPurchases: () => Promise<boolean>
}

/** The rights to paid add-ons, what keeps them in step with the client area, and its signed events. */
export const wireEntitlements = (db: Database, parts: EntitlementParts) => {
  const { settings, now, log, installer, connection, followPurchases } = parts
  const stop = new AbortController()
  let isWanted = false

  const verbs = entitlementsWith({
    ...installer,
    connection,
    entitlements: entitlementsIn(db.knex),
    cancellations: cancellationsIn(db.knex),
    charges: chargesIn(db.knex),
    panelSettings: panelSettingsIn(db.knex),
    lapses: lapsesIn(db.knex),
    followPurchases,
    offline: settings.offline,
    stopping: stop.signal,
    hurry,
  })
  const pace = paced(verbs, now, (failures, most) => restAfter(failures, Math.random(), most))
  const schedule = timetable(look, { interval: lookEveryMs })

  async function look() {
    const wanted = isWanted
    isWanted = false
    try {
      return await pace({ isWanted: wanted })
    } catch (error) {
      log.error({ err: error }, 'the client area could not be followed')
      return false
    }
  }

  function hurry() {
    isWanted = true
    schedule.soon()
  }

  return {
    verbs,
    webhooks: webhooksWith({
      isGenuine: genuineBy(webhookKeysIn(settings.webhookSecret)),
      seen: webhooksSeenIn(db.knex),
      now,
      hurry,
    }),
    /** looks at the client area now, and as often as is needed */
    start: () => schedule.start(),
    async close() {
      schedule.stop()
      stop.abort()
      await verbs.settled()
    },
  }
}
