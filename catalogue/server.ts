import { realpathSync } from 'node:fs'
import closeWithGrace from 'close-with-grace'
import { pino } from 'pino'
import { sign } from './publish.ts'
import { startCatalogue } from './serving.ts'
import { environment, readSettings, WrongSetting } from './settings.ts'

export { startCatalogue } from './serving.ts'

const sixHours = 6 * 3_600_000

const main = async () => {
  const settings = readSettings(environment())
  const log = pino({ name: 'catalogue', level: settings.logLevel })
  const renew = async () => {
    const outcome = await sign({ repository: settings.dir, keys: [settings.keys], now: new Date() })
    if (outcome.kind === 'refused') log.warn({ problems: outcome.problems }, 'the catalogue was not signed')
    else log.info({ expires: outcome.expires }, 'signed')
  }
  if (settings.demo) {
    await renew()
    setInterval(() => {
      renew().catch((error: unknown) => log.error({ error }, 'the catalogue was not signed'))
    }, sixHours).unref()
  }
  const catalogue = await startCatalogue({ ...settings, log: (d, m) => log.error(d, m) })
  log.info({ url: catalogue.url, dir: settings.dir }, 'catalogue listening')
  closeWithGrace({ delay: 5_000 }, async () => catalogue.close())
}

const explain = (error: unknown) => {
  if (error instanceof WrongSetting) return error.message
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    return `Port ${'port' in error ? String(error.port) : ''} of the catalogue is taken: stop the other program, or set CATALOGUE_PORT to a free one.`
  return undefined
}

// Tests import startCatalogue from here; only `node server.js` runs the program.
if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === import.meta.filename)
  main().catch((error: unknown) => {
    const sentence = explain(error)
    process.stderr.write(`${sentence ?? (error instanceof Error ? error.stack : String(error))}\n`)
    process.exitCode = 1
  })
