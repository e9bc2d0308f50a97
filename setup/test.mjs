// npm test: sets up what the tests need, checks types, lint and format, and runs every test.
import { stopIfNodeIsOld } from './node-version.mjs'

stopIfNodeIsOld()
const { testEverything } = await import('./tests.mjs')
await testEverything(process.argv.slice(2))
