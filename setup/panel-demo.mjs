// Run by npm start, once for each data folder: the panel's operators, before the panel itself is started.
import { environment } from '../dist/config/environment.js'
import { readSettings } from '../dist/config/settings.js'
import { openDb } from '../dist/db/index.js'
import { migrations } from '../dist/db/migrations/index.js'
import { demoPassword, seedDemo } from '../dist/db/seeds/demo.js'
import { argon2Passwords } from '../dist/gateways/passwords.js'

const settings = readSettings(environment())
const database = await openDb(settings.databaseUrl, migrations)
await seedDemo(database, await argon2Passwords().hash(demoPassword), new Date())
await database.close()
