import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { BillingBackend } from './billing/backend.ts'
import { startSchedule } from './billing/schedule.ts'
import { createClientArea } from './routes/index.ts'
import { openServices, openStores, type Stores } from './services.ts'
import { type Settings, WrongSetting } from './settings.ts'
import { startWebhooks } from './webhooks/worker.ts'

/** Starts a client area and answers with its address, its stores and a graceful stop. */
export const startClientArea = async (settings: Settings, now?: () => Date) => {
  let answer: RequestListener = (_, res) => res.writeHead(503, { 'Retry-After': '1' }).end()
  const server = createServer({ requestTimeout: 30_000 }, (req, res) => answer(req, res))
  await listen(server, settings)
  const local = addressOf(server)
  const url = settings.publicUrl ?? new URL(local)
  const stores = await openStores(settings)
  let webhooks: ReturnType<typeof startWebhooks> | undefined
  let stopBilling = () => Promise.resolve()
  let billing: BillingBackend
  const stop = async () => {
    await Promise.all([closed(server), webhooks?.stop(), stopBilling()])
    await stores.close()
  }
  try {
    await refuseDemoPasswords(settings, stores.people)
    const services = await openServices(settings, stores, url, now)
    billing = services.billing
    // before the first request: whoever asks for a purchase must learn what became of it
    await billing.office.recover()
    answer = createClientArea(services)
    stopBilling = startSchedule({ ...services, office: billing.office })
    webhooks = startWebhooks({ ...stores, ...services, loopback: settings.webhooksToLoopback })
  } catch (error) {
    await stop()
    throw error
  }
  const stopSweeping = sweepHourly(stores)
  return {
    url: url.href.replace(/\/$/, ''),
    /** where it listens, behind whatever proxy serves the public address */
    local,
    stores,
    billing,
    stop: () => {
      stopSweeping()
      return stop()
    },
  }
}
export type ClientArea = Awaited<ReturnType<typeof startClientArea>>

const sweepHourly = ({ issued, attempts, deliveries, billing }: Stores) => {
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000)
  const sweep = () =>
    Promise.allSettled([
      issued.sweep(),
      attempts.sweep(),
      deliveries.sweep(daysAgo(30)),
      billing.stores.quotes.sweep(daysAgo(1).toISOString()),
    ])
  const timer = setInterval(() => void sweep(), 3_600_000).unref()
  return () => clearInterval(timer)
}

const listen = (server: Server, { host, port }: Settings) =>
  new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new WrongSetting(taken(host, port)) : error),
    )
    server.listen(port, host, resolve)
  })

const taken = (host: string, port: number) =>
  `Port ${port} on ${host} is taken by another program: stop that one, or set CLIENT_AREA_PORT to a free port.`

const addressOf = (server: Server) => {
  const { address, port, family } = server.address() as AddressInfo
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}

const closed = (server: Server) =>
  new Promise<void>(resolve => {
    server.close(() => resolve())
    server.closeIdleConnections()
    setTimeout(() => server.closeAllConnections(), 2000).unref()
  })

const refuseDemoPasswords = async (
  { production }: Settings,
  people: { withDemoPassword: () => Promise<string[]> },
) => {
  const emails = production ? await people.withDemoPassword() : []
  if (emails.length > 0)
    throw new WrongSetting(
      `The demo's password is still that of ${emails.join(', ')}: change it with "souk-vendor accounts reset-password".`,
    )
}
