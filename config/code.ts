import { hostname } from 'node:os'
import { join } from 'node:path'
import { allowedAddressesIn } from '../db/code-addresses.ts'
import { noticesIn } from '../db/code-notices.ts'
import { secretSettingsIn } from '../db/code-secrets.ts'
import { addonStorageIn } from '../db/code-storage.ts'
import { codeLogIn } from '../db/code-log.ts'
import { codeRevisionIn, hasEventsIn, spreadStoresIn } from '../db/code-stores.ts'
import { codeWorkIn } from '../db/code-work.ts'
import type { Database } from '../db/index.ts'
import { updatesIn } from '../db/updates.ts'
import { outgoingFor } from '../gateways/addon-http.ts'
import { areSame, hmacFits, signaturesBy } from '../gateways/comparing.ts'
import { memoryOf } from '../gateways/memory.ts'
import { codeRunner } from '../gateways/runner.ts'
import { vaultWith } from '../gateways/vault.ts'
import { codeHost } from '../marketplace/code/hosting.ts'
import { logKeeping } from '../marketplace/code/log-keeping.ts'
import { askedOften } from '../marketplace/code/often.ts'
import { rehearsal } from '../marketplace/code/rehearsing.ts'
import { runsCode } from '../marketplace/code/rights.ts'
import { safeModeWith } from '../marketplace/code/safe-mode.ts'
import { startsIn } from '../marketplace/code/starts.ts'
import { switchOff } from '../marketplace/code/switching-off.ts'
import { codeVerbs } from '../marketplace/code/verbs.ts'
import { codeWork } from '../marketplace/code/working.ts'
import { type Failure, failure } from '../marketplace/failures.ts'
import type { AddonsInbox, Inbox } from '../marketplace/inbox.ts'
import type { Installation } from '../marketplace/installations.ts'
import { markAltered } from '../marketplace/installations/recovery.ts'
import { watchingUpdates } from '../marketplace/updates/watching.ts'
import type { Services } from '../routes/services.ts'
import type { wireInstallations } from './installations.ts'
import { root } from './root.ts'

export interface CodeParts extends Pick<Services, 'settings' | 'paths' | 'now' | 'log' | 'activity'> {
  installed: ReturnType<typeof wireInstallations>
  inbox: AddonsInbox & Pick<Inbox, 'list'>
}

/** The runner compiled, whatever runs the panel: the loader of TypeScript needs more rights than it may have. */
const program = join(root, 'dist/runner/main.js')

/** Add-ons that run code: what runs them, what they may ask for, and what goes on by itself. */
export const wireCode = (db: Database, parts: CodeParts) => {
  const { settings, paths, now, log, activity, installed, inbox } = parts
  const { archives, installations, atomically, connection, entitlements, operations } = installed.installer
  const { deliveries, schedules, panelSettings } = codeWorkIn(db)
  const own = {
    secrets: secretSettingsIn(db.knex, vaultWith(settings.secretKey)),
    storage: addonStorageIn(db),
    notices: noticesIn(db),
    allowed: allowedAddressesIn(db),
    deliveries,
    schedules,
  }
  const active = async () =>
    (await installations.all()).filter(one => one.active && runsCode(one)).map(({ addon }) => addon)
  const safeMode = safeModeWith({
    isSet: settings.safeMode,
    panelSettings,
    active,
    activate: (addon, actor) => installed.verbs.manage.activate(addon, actor),
    record: entry => activity.record(entry),
    now,
    changed: async () => work.wake(),
  })
  const isSafe = async () => safeMode.isOn()

  const logs = logKeeping(codeLogIn(db), error => log.error({ err: error }, 'logs of add-ons are not kept'))
  const runner = codeRunner({
    program,
    now,
    wrote: logs.write,
    switchedOff(addon, why) {
      host.dropped(addon)
      void switchOff({ atomically, now }, addon, name =>
        failure('code-stopped', { name, why: why.slice(0, 300) }),
      ).catch((error: unknown) => log.error({ err: error, addon }, 'an add-on could not be switched off'))
    },
    problem: (text, error) => log.warn({ err: error }, text),
  })
  const hostNeeds = {
    ...own,
    runner,
    installations,
    archives,
    inbox,
    outgoing: outgoingFor(),
    hmacFits,
    areSame,
    signatureOf: signaturesBy(settings.secretKey),
    isElsewhere: async () => ((await connection.current())?.place ?? 'at home') !== 'at home',
    publicUrlOf: (slug: string) => settings.publicUrl.origin + paths.hook(slug),
    unfinished: () => installed.verbs.addonSettings.unfinished(),
    mayRun: async () => (await safeMode.state()).kind === 'off',
    switchOff: (addon: string, why: Failure) => switchOff({ atomically, now }, addon, () => why),
    markAltered: (one: Installation) => markAltered({ atomically }, one),
    note: logs.write,
    now,
    log,
  }
  const host = codeHost(hostNeeds)
  const watching = watchingUpdates({
    updates: updatesIn(db.knex),
    installations,
    operations,
    doing: async (addon, version) => (host.at(addon, version) ? runner.doing(addon) : undefined),
    call: host.call,
    now,
  })
  const work = codeWork({
    ...own,
    host,
    inbox,
    safeMode,
    atomically: spreadStoresIn(db),
    hasEvents: hasEventsIn(db.knex),
    starts: startsIn(panelSettings, now, `${hostname()} ${settings.port} ${settings.dataDir}`),
    revision: codeRevisionIn(db.knex),
    lookAfterUpdates: watching.look,
    hasActive: async () => (await active()).length > 0,
    now,
    log,
  })
  return {
    verbs: codeVerbs({
      ...own,
      host,
      runner,
      logs,
      installations,
      operations,
      entitlements,
      safeMode,
      isSafe,
      sync: work.sync,
      mayAsk: askedOften(now),
      activity,
      memoryOf,
      now,
    }),
    tryCode: host.tryOut,
    runCode: host.ensure,
    drain: host.drain,
    stop: host.end,
    rehearse: rehearsal(hostNeeds),
    isSafe: safeMode.isOn,
    /** before listening: how it stood */
    recover: async () => void (await safeMode.state()),
    start: work.start,
    /** something happened that add-ons may listen to, or an installation has changed */
    wake: work.wake,
    async close() {
      await work.close()
      await logs.close()
    },
  }
}
