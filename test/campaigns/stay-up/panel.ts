import * as nodeFiles from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { serverOf } from '../../../config/listening.ts'
import { makeServices } from '../../../config/services.ts'
import { readSettings } from '../../../config/settings.ts'
import type { Files } from '../../../gateways/disk.ts'
import { createPanel } from '../../../routes/index.ts'

/** The panel as a program, whose disk takes DISK_MS for whatever it is asked once SIGUSR2 has come. */
const slowMs = Number(process.env['DISK_MS'] ?? 0)
let isSlow = false
process.on('SIGUSR2', () => (isSlow = true))

const slowed =
  <Args extends unknown[], Result>(work: (...args: Args) => Promise<Result>) =>
  async (...args: Args) => {
    if (isSlow) await pause(slowMs)
    return work(...args)
  }
const files = Object.fromEntries(
  (['open', 'mkdir', 'rename', 'rm', 'readdir', 'statfs', 'readFile', 'lstat'] as const).map(name => [
    name,
    slowed(nodeFiles[name] as (...args: unknown[]) => Promise<unknown>),
  ]),
) as Files

const settings = readSettings(process.env)
const { services, recover, keepFresh, stop, close } = await makeServices(settings, { files })
await recover()
const server = serverOf(createPanel(services)).listen(settings.port, settings.host)
keepFresh()
process.once('SIGTERM', () => {
  stop()
  server.closeAllConnections()
  server.close(() => void close().then(() => process.exit(0)))
})
