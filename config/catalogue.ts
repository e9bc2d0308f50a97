import { mirrorIn } from '../db/catalogue-mirror.ts'
import { addonsIn } from '../db/catalogue.ts'
import type { Database } from '../db/index.ts'
import { signedListAt } from '../gateways/catalogue.ts'
import { diskIn } from '../gateways/disk.ts'
import { picturesIn } from '../gateways/pictures.ts'
import { isGone, makeOwner } from '../gateways/processes.ts'
import { hourly } from '../gateways/timetable.ts'
import type { RefreshOutcome } from '../marketplace/addons.ts'
import { refreshing } from '../marketplace/catalogue.ts'
import type { CatalogueVerbs, Log } from '../routes/services.ts'
import type { Settings } from './settings.ts'

export interface CatalogueParts {
  db: Database
  settings: Settings
  now: () => Date
  log: Log
  /** runs after every refresh that succeeded */
  refreshed: () => Promise<void>
}

/** The verified copy of the catalogue, its pictures, and what keeps it fresh. */
export const wireCatalogue = ({ db, settings, now, log, refreshed }: CatalogueParts) => {
  const stop = new AbortController()
  const { catalogueUrl, catalogueRoot, offline } = settings
  const around = { disk: diskIn(settings.dataDir), catalogueUrl, now, signal: stop.signal }
  const owner = makeOwner()
  const mirror = mirrorIn(db, now, { name: owner.name, isGone })
  const refresh = refreshing(signedListAt({ ...around, catalogueRoot }), mirror)
  let last: Promise<unknown> = Promise.resolve()

  const verbs: CatalogueVerbs = {
    addons: addonsIn(db, now),
    pictures: picturesIn({ ...around, offline }),
    async refreshCatalogue() {
      if (offline) return { kind: 'offline' }
      const outcome = refresh()
      last = outcome.catch(() => {})
      note(await outcome, log)
      if (isDone(await outcome)) await refreshed()
      return outcome
    },
  }
  const schedule = hourly(async () => {
    try {
      return isDone(await verbs.refreshCatalogue())
    } catch (error) {
      if (!stop.signal.aborted) log.error({ err: error }, 'the catalogue could not be refreshed')
      return false
    }
  })
  return {
    verbs,
    /** refreshes now and then about every hour, beside everything else */
    start: () => {
      if (!offline) schedule.start()
    },
    async close() {
      schedule.stop()
      stop.abort()
      await last
      owner.end()
    },
  }
}

const isDone = ({ kind }: RefreshOutcome) => kind === 'fresh' || kind === 'unchanged'

const note = (outcome: RefreshOutcome, log: Log) => {
  if (outcome.kind === 'failed') log.warn(outcome, 'the catalogue was not refreshed; the last copy stays')
  else log.debug(outcome, 'the catalogue was refreshed')
}
