import { connectionIn } from '../db/connection.ts'
import type { Database } from '../db/index.ts'
import { loginAttemptsIn } from '../db/login-attempts.ts'
import { clientAreaAt } from '../gateways/client-area.ts'
import { vaultWith } from '../gateways/vault.ts'
import { connectionWith } from '../marketplace/connection/verbs.ts'
import type { Services } from '../routes/services.ts'

type Before = Pick<Services, 'settings' | 'paths' | 'now' | 'log' | 'activity'> & { connected: () => void }

/** The login to the client area: its store, its gateway, and the verbs over both. */
export const wireConnection = (db: Database, { settings, paths, now, log, activity, connected }: Before) => {
  const vault = vaultWith(settings.secretKey)
  const clientArea = clientAreaAt({
    clientAreaUrl: settings.clientAreaUrl,
    clientId: settings.clientId ?? '',
    clientSecret: settings.clientSecret ?? '',
    callback: settings.publicUrl.origin + paths.connectionCallback(),
    now,
  })
  const connection = connectionWith({
    store: connectionIn(db, vault, now),
    clientArea,
    record: entry => activity.record(entry),
    warn: (details, message) => log.warn(details, message),
    now,
    licenceKey: settings.licenceKey ?? '',
    panelUrl: settings.publicUrl.href,
    offline: settings.offline,
    connected,
  })
  return {
    services: { clientArea, connection, loginAttempts: loginAttemptsIn(db, vault, now) },
    close: () => connection.settled(),
  }
}
