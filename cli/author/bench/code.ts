import { allowedAddressesIn } from '../../../db/code-addresses.ts'
import { deliveriesIn } from '../../../db/code-deliveries.ts'
import { codeEventsIn } from '../../../db/code-events.ts'
import { noticesIn } from '../../../db/code-notices.ts'
import { secretSettingsIn } from '../../../db/code-secrets.ts'
import { addonStorageIn } from '../../../db/code-storage.ts'
import { hasEventsIn } from '../../../db/code-stores.ts'
import { codeWorkIn } from '../../../db/code-work.ts'
import type { Database } from '../../../db/index.ts'
import { areSame, hmacFits, signaturesBy } from '../../../gateways/comparing.ts'
import { vaultWith } from '../../../gateways/vault.ts'
import type { CodeRunner, LogLine } from '../../../marketplace/code.ts'
import { codeHost } from '../../../marketplace/code/hosting.ts'
import { safeModeWith } from '../../../marketplace/code/safe-mode.ts'
import { startsIn } from '../../../marketplace/code/starts.ts'
import { codeWork } from '../../../marketplace/code/working.ts'
import type { Inbox } from '../../../marketplace/inbox.ts'
import { addonSettingsOver } from '../../../marketplace/settings/standing.ts'
import type { Desk } from './desk.ts'
import { type AskedHttp, watchedHttp } from './http.ts'

interface Parts {
  db: Database
  desk: Desk
  inbox: Inbox
  runner: CodeRunner
  now: () => Date
  asked: AskedHttp[]
  secretKey: string
  note: (addon: string, line: LogLine) => void
  fakeHttp?: { status: number; body: string }
  publicUrlOf?: (slug: string) => string
}

const none: ReadonlySet<string> = new Set()
const silent = { warn: () => {}, error: () => {} }

/** What runs an add-on on a help desk, put together for one that is being written. */
export const benchCode = (parts: Parts) => {
  const { db, desk, inbox, runner, now, asked, fakeHttp } = parts
  const { installations } = desk
  const secrets = secretSettingsIn(db.knex, vaultWith(parts.secretKey))
  const allowed = allowedAddressesIn(db)
  const { deliveries, schedules, panelSettings } = codeWorkIn(db)
  const bare = { withoutInstallation: true }
  const isElsewhere = async () => false
  const own = {
    secrets,
    allowed,
    isElsewhere,
    storage: addonStorageIn(db, bare),
    deliveries,
    notices: noticesIn(db, bare),
  }
  const standing = addonSettingsOver({ installations, secrets })
  const unfinished = async () => (desk.isStrict() ? standing.unfinished() : none)
  const secretValues = async () => {
    const slug = desk.installation()?.addon ?? ''
    const values = new Map<string, string>()
    for (const name of await secrets.names(slug))
      values.set(`{{secret:${name}}}`, (await secrets.value(slug, name)) ?? '')
    return values
  }

  const host = codeHost({
    ...own,
    runner,
    installations,
    archives: { read: desk.read },
    inbox,
    outgoing: watchedHttp({ asked, now, secrets: secretValues, fakeHttp }),
    hmacFits,
    areSame,
    signatureOf: signaturesBy(parts.secretKey),
    publicUrlOf: parts.publicUrlOf ?? (slug => `http://127.0.0.1/hooks/${slug}`),
    unfinished,
    mayRun: async () => true,
    switchOff: async (_, { values }) => desk.switchOff(String(values['why'] ?? 'It could not be started.')),
    markAltered: async () => {},
    note: parts.note,
    now,
    log: silent,
  })
  const safeMode = safeModeWith({
    isSet: false,
    panelSettings,
    active: async () => [],
    activate: async () => {},
    record: async () => {},
    now,
    changed: async () => {},
  })
  const work = codeWork({
    host,
    inbox,
    deliveries: own.deliveries,
    schedules,
    safeMode,
    starts: startsIn(panelSettings, now, 'bench'),
    atomically: act =>
      db.atomically(tx => act({ events: codeEventsIn(tx), deliveries: deliveriesIn(tx), installations })),
    hasEvents: hasEventsIn(db.knex),
    revision: () => installations.revision(),
    lookAfterUpdates: async () => false,
    hasActive: async () => false,
    now,
    log: silent,
  })
  const allow = (slug: string, origins: readonly string[]) => allowed.put(slug, origins)
  return { ...own, host, work, allow, unfinished }
}
