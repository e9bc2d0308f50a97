import { join } from 'node:path'
import pino from 'pino'
import { accountsIn } from './db/accounts.ts'
import { attemptsIn } from './db/attempts.ts'
import { atomicallyBilled, billingStoresIn } from './db/billing.ts'
import { consentsIn } from './db/consents.ts'
import { eventsIn } from './db/events.ts'
import { openDb } from './db/index.ts'
import { issuedIn } from './db/issued.ts'
import { licencesIn } from './db/licences.ts'
import { migrations } from './db/migrations/index.ts'
import { peopleIn } from './db/people.ts'
import { signingKeysIn } from './db/signing-keys.ts'
import { testGatewayIn } from './db/test-gateway.ts'
import { deliveriesIn } from './db/webhook-deliveries.ts'
import { releasesIn } from './gateways/releases.ts'
import { openBilling } from './open-billing.ts'
import { openProvider } from './provider/index.ts'
import { pathsUnder } from './routes/paths.ts'
import { providerPages } from './routes/provider-pages.ts'
import type { Services } from './routes/services.ts'
import type { Settings } from './settings.ts'
import { vaultOf } from './vault.ts'
import { readIcon, readStyles, viewsOf } from './views.ts'

/** The stores over one database: all that commands need. */
export const openStores = async (settings: Pick<Settings, 'databaseUrl' | 'secretKey'>) => {
  const db = await openDb(settings.databaseUrl, migrations)
  const vault = vaultOf(settings.secretKey)
  return {
    vault,
    people: peopleIn(db.knex),
    accounts: accountsIn(db.knex),
    licences: licencesIn(db.knex, vault),
    consents: consentsIn(db.knex),
    issued: issuedIn(db.knex, vault),
    attempts: attemptsIn(db.knex, () => new Date()),
    signingKeys: signingKeysIn(db.knex, vault),
    events: eventsIn(db.knex),
    deliveries: deliveriesIn(db.knex),
    billing: { stores: billingStoresIn(db.knex), atomically: atomicallyBilled(db) },
    testGateway: testGatewayIn(db.knex),
    close: db.close,
  }
}
export type Stores = Awaited<ReturnType<typeof openStores>>

/** Everything the routes need. */
export const openServices = async (
  settings: Settings,
  stores: Stores,
  publicUrl: URL,
  now = () => new Date(),
): Promise<Services> => {
  const log = pino({
    level: settings.logLevel,
    base: { program: 'client-area' },
    serializers: { error: pino.stdSerializers.err },
  })
  const styles = readStyles()
  const paths = pathsUnder(publicUrl.pathname.replace(/\/$/, ''))
  const site = {
    paths,
    styles: paths.base + styles.path,
    terms: settings.terms.url ?? paths.terms,
    testCardsOnly: settings.testCardsOnly,
  }
  const render = viewsOf(site, !settings.production)
  const pages = providerPages({ render, ...stores })
  return {
    ...stores,
    publicUrl,
    paths,
    termsVersion: settings.terms.version,
    trustProxy: settings.trustProxy,
    provider: await openProvider({ ...stores, publicUrl, pages, log, interactionAddress: paths.interaction }),
    render,
    styles,
    icon: readIcon(),
    releases: releasesIn(join(settings.dataDir, 'releases')),
    billing: openBilling(settings, stores, { publicUrl, log, now }),
    now,
    log,
  }
}
