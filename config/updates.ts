import { panelSettingsIn } from '../db/panel-settings.ts'
import type { Database } from '../db/index.ts'
import { updateRunsIn } from '../db/update-runs.ts'
import { updatesIn } from '../db/updates.ts'
import { timetable } from '../gateways/timetable.ts'
import type { Updates } from '../marketplace/updates.ts'
import { askRollback, askUpdate } from '../marketplace/updates/asking.ts'
import { readDefaults } from '../marketplace/updates/defaults.ts'
import { manyUpdates } from '../marketplace/updates/many.ts'
import type { Log } from '../routes/services.ts'
import type { wireInstallations } from './installations.ts'

const byItselfEveryMs = 5 * 60_000
/** for runs that another process left */
const lookEveryMs = 10_000

/** Updating and going back, over what installs; many at once, and those that nobody presses. */
export const wireUpdates = (
  db: Database,
  { installer }: ReturnType<typeof wireInstallations>,
  { log }: { log: Log },
) => {
  const updates = updatesIn(db.knex)
  const stop = new AbortController()
  const many = manyUpdates({
    ...installer,
    updates,
    updateRuns: updateRunsIn(db.knex),
    defaults: () => readDefaults(panelSettingsIn(db.knex)),
    stopping: stop.signal,
    log,
  })
  const verbs: Updates = {
    wishesFor: addon => updates.wishesFor(addon),
    wishes: () => updates.wishes(),
    update: (addon, wish, viewer, actor) => askUpdate(installer, addon, wish, viewer, actor && { actor }),
    rollback: (slug, actor) => askRollback(installer, slug, actor),
  }
  const byItself = timetable(
    async () => {
      try {
        await many.beginByItself()
        return true
      } catch (error) {
        if (!stop.signal.aborted) log.error({ err: error }, 'could not look for updates that may be made')
        return false
      }
    },
    { interval: byItselfEveryMs },
  )
  let looking: NodeJS.Timeout | undefined
  return {
    verbs,
    many,
    /** goes on with what was open, now and from then on, and begins what the policies allow */
    start() {
      void many.drive()
      looking ??= setInterval(() => void many.drive(), lookEveryMs).unref()
      byItself.start()
    },
    stop: () => stop.abort(),
    async close() {
      stop.abort()
      clearInterval(looking)
      byItself.stop()
      await many.drive()
    },
  }
}
