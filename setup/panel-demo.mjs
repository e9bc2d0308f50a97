// Run by npm start, once for each data folder, while the catalogue answers and before the panel is started:
// its operators, and the add-ons that are installed from the beginning.
import { environment } from '../dist/config/environment.js'
import { makeServices } from '../dist/config/services.js'
import { readSettings } from '../dist/config/settings.js'
import { openDb } from '../dist/db/index.js'
import { migrations } from '../dist/db/migrations/index.js'
import { demoPassword, seedDemo } from '../dist/db/seeds/demo.js'

// Of both there is a newer release, so that updates are waiting: the one of Auto-reply asks for more.
const installed = [
  ['german', '1.0.0'],
  ['auto-reply', '1.0.0'],
]
const souk = { operatorId: null, operator: 'Souk' }
const silent = { debug() {}, info() {}, warn() {}, error: (_, message) => console.error(message) }

const settings = readSettings(environment())
const { services, ...wiring } = await makeServices(settings, { log: silent })

const addOperators = async () => {
  const database = await openDb(settings.databaseUrl, migrations)
  await seedDemo(database, await services.passwords.hash(demoPassword), new Date())
  await database.close()
}

const install = async (slug, version) => {
  if (await services.installations.find(slug)) return
  const addon = await services.addons.find(slug)
  const release = addon?.releases.find(one => one.version === version)
  if (!release) throw new Error(`The catalogue has no ${slug} ${version}.`)
  const { operation, why } = await services.installRelease(addon, release, souk)
  const ended = operation && (await services.operations.ended(operation.id, 60_000))
  if (ended?.state !== 'done') throw new Error(`${slug} ${version}: ${JSON.stringify(why ?? ended?.failure)}`)
}

try {
  await wiring.recover()
  await addOperators()
  const outcome = await services.refreshCatalogue()
  if (outcome.kind === 'failed') throw new Error(`The catalogue can't be read: ${outcome.detail}`)
  for (const [slug, version] of installed) await install(slug, version)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  await wiring.close()
}
