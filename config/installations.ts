import { setMaxListeners } from 'node:events'
import { cancellationsIn } from '../db/cancellations.ts'
import { secretSettingsIn } from '../db/code-secrets.ts'
import { addonStorageIn } from '../db/code-storage.ts'
import { entitlementsIn } from '../db/entitlements.ts'
import type { Database } from '../db/index.ts'
import { installationsIn } from '../db/installations.ts'
import { lapsesIn } from '../db/lapses.ts'
import { operationsIn } from '../db/operations.ts'
import { panelSettingsIn } from '../db/panel-settings.ts'
import { purchasesIn } from '../db/purchases.ts'
import { atomicallyIn } from '../db/stores.ts'
import { archivesIn } from '../gateways/archives.ts'
import { diskIn, type Files } from '../gateways/disk.ts'
import { isGone, makeOwner } from '../gateways/processes.ts'
import { vaultWith } from '../gateways/vault.ts'
import { soukItself } from '../marketplace/activity.ts'
import type { Addons } from '../marketplace/addons.ts'
import { rightsChanges } from '../marketplace/entitlements/changes.ts'
import { changesOf } from '../marketplace/installations/changes.ts'
import { install, installRelease } from '../marketplace/installations/installing.ts'
import type { Ground } from '../marketplace/installations/ground.ts'
import { leftoverOf } from '../marketplace/installations/leftovers.ts'
import { managing } from '../marketplace/installations/managing.ts'
import { markAltered, recover } from '../marketplace/installations/recovery.ts'
import { stopUnsupported } from '../marketplace/installations/supporting.ts'
import { refill } from '../marketplace/installations/refilling.ts'
import { stopWithdrawn } from '../marketplace/installations/stopping.ts'
import { packsFrom } from '../marketplace/language-packs.ts'
import { defaultSetting, languagesOf } from '../marketplace/languages.ts'
import type { Language } from '../marketplace/messages.ts'
import type { ConnectionVerbs } from '../marketplace/connection.ts'
import type { Market } from '../marketplace/market.ts'
import type { Atomically } from '../marketplace/operations.ts'
import { operationsOver } from '../marketplace/operations/at-work.ts'
import { updateChanges } from '../marketplace/updates/changes.ts'
import { addonSettingsOver } from '../marketplace/settings/standing.ts'
import type { InstallationVerbs, Log } from '../routes/services.ts'
import type { Settings } from './settings.ts'

export interface Installations {
  db: Database
  settings: Settings
  now: () => Date
  log: Log
  english: Language
  addons: Pick<Addons, 'find' | 'standing'>
  connection: Pick<ConnectionVerbs, 'access' | 'current'>
  market: Market
  tryCode: Ground['tryCode']
  runCode: Ground['runCode']
  drain: Ground['drain']
  rehearse: Ground['rehearse']
  /** told after whatever was stored */
  changed: () => void
  isSafe: () => boolean
  /** tests put a full or broken file system here */
  files?: Files | undefined
}

/** Everything about installed add-ons: their operations, their files, the languages among them. */
export const wireInstallations = (around: Installations) => {
  const { db, settings, now, log, english, addons, connection, market, files } = around
  const { tryCode, runCode, drain, rehearse, changed, isSafe } = around
  const stop = new AbortController()
  // as many as wait for an operation's page
  setMaxListeners(0, stop.signal)
  const owner = makeOwner()
  const { catalogueUrl, clientAreaUrl, dataDir, offline, helpDeskVersion } = settings
  const vault = vaultWith(settings.secretKey)
  const inDb = atomicallyIn(db, vault, now)
  const atomically: Atomically = async work => {
    const outcome = await inDb(work)
    changed()
    return outcome
  }
  const [installations, store] = [installationsIn(db.knex), operationsIn(db.knex)]
  const archives = archivesIn({
    disk: diskIn(dataDir, files),
    catalogueUrl,
    clientArea: { url: clientAreaUrl, access: connection.access },
    signal: stop.signal,
  })
  const packs = packsFrom(archives, english)
  const money = { market, connection, purchases: purchasesIn(db.knex), entitlements: entitlementsIn(db.knex) }
  const shelf = { addons, archives, installations, packs, englishCode: english.code }
  const code = { tryCode, runCode, drain, rehearse, storage: addonStorageIn(db), helpDeskVersion }
  const ground = { ...shelf, ...money, ...code, lapses: lapsesIn(db.knex), atomically, now, log }
  const cancellations = cancellationsIn(db.knex)
  const operations = operationsOver({
    changes: {
      ...changesOf(ground),
      ...updateChanges(ground),
      ...rightsChanges({ ...ground, cancellations }),
    },
    atomically,
    store,
    now,
    owner: owner.name,
    isGone,
    stopping: stop.signal,
    log,
  })
  const panelSettings = panelSettingsIn(db.knex)
  const defaultCode = async () => (await panelSettings.get(defaultSetting)) ?? english.code
  const languages = languagesOf({
    english,
    packs,
    installations,
    panelSettings,
    markAltered: one => markAltered({ atomically }, one),
    log,
  })
  const helpDesk = {
    version: helpDeskVersion,
    offline,
    get safeMode() {
      return isSafe()
    },
  }
  const secrets = secretSettingsIn(db.knex, vault)
  const standing = () => addons.standing()
  const installer = { ...ground, operations, cancellations, helpDesk, standing }
  const verbs: InstallationVerbs = {
    installations,
    operations,
    languages,
    addonSettings: addonSettingsOver({ installations, secrets }),
    leftover: addon => leftoverOf({ ...ground, operations, secrets }, addon),
    install: (addon, viewer, actor, version) => install(installer, addon, viewer, { actor, version }),
    installRelease: (addon, release, actor) => installRelease(installer, addon, release, actor),
    manage: managing({ ...ground, operations, offline, defaultCode }),
  }
  const refilling = { addons, archives, connection, installations, operations, offline }
  return {
    verbs,
    /** what the others build upon */
    installer,
    stopWithdrawn: () => stopWithdrawn({ installations, addons, manage: verbs.manage }),
    /** fetches what is missing on disk, where that can be done now */
    refill: () => refill(refilling),
    async recover() {
      const fitting = await stopUnsupported({ ...ground, helpDesk })
      await recover({ ...refilling, store, operations, atomically, log })
      for (const { addon } of fitting) await verbs.manage.activate(addon, soukItself)
    },
    /** lets nobody wait any more, and leaves what runs to the next start */
    stop: () => stop.abort(),
    async close() {
      stop.abort()
      await operations.close()
      owner.end()
    },
  }
}
