import closeWithGrace from 'close-with-grace'
import { environment } from './config/environment.ts'
import { checkOperators } from './config/first-start.ts'
import { serverOf } from './config/listening.ts'
import { makeServices } from './config/services.ts'
import { readSettings } from './config/settings.ts'
import { diskSentence, diskTroubleOf } from './marketplace/disk-trouble.ts'
import { createPanel } from './routes/index.ts'

/** The panel as a process. What stops the start is one sentence and exit code 1. */
const start = async () => {
  const settings = readSettings(environment())
  const { services, recover, keepFresh, stop, close } = await makeServices(settings)
  await recover()
  await checkOperators(services)
  const server = serverOf(createPanel(services)).listen(settings.port, settings.host)
  await new Promise<void>((listening, failed) => server.once('listening', listening).once('error', failed))
  services.log.info({ address: settings.publicUrl.href }, 'the panel is listening')
  keepFresh()
  closeWithGrace({ delay: 10_000 }, async () => {
    stop()
    server.closeIdleConnections()
    await new Promise(done => server.close(done))
    await close()
  })
}

const sentence = (error: unknown) => {
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE' && 'port' in error)
    return `Port ${String(error.port)} is taken: stop what uses it, or set PORT to another one.`
  const trouble = diskTroubleOf(error)
  if (trouble) return `The panel did not start. ${diskSentence(trouble)}`
  return error instanceof Error ? error.message : String(error)
}

start().catch((error: unknown) => {
  process.stderr.write(`${sentence(error)}\n`)
  process.exit(1)
})
