// npm start: everything on one machine, with demo data.
import { stopIfNodeIsOld } from './node-version.mjs'

stopIfNodeIsOld()
const { startEverything } = await import('./everything.mjs')
await startEverything()
