import { createServer } from 'node:http'
import { buildRunner } from '../../setup/build.mjs'
import type { Sample } from '../../catalogue/test/support.ts'
import { customerOf, market } from './market.ts'
import type { PanelOptions, TestPanel } from './panel.ts'

/** Asks again until it is so, for ten seconds at most. */
export const until = async <T>(
  ask: () => T | Promise<T>,
  isSo: (found: T) => boolean = Boolean,
  ms = 10_000,
) => {
  const end = performance.now() + ms
  for (;;) {
    const found = await ask()
    if (isSo(found)) return found
    if (performance.now() > end) throw new Error(`It did not become so; at last: ${JSON.stringify(found)}`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

/** Published add-ons that run code, and panels that install them. */
export const codeMarket = async (samples: Sample[]) => {
  await buildRunner()
  const shop = await market(samples)
  return {
    shop,
    /** a panel in which these are installed and run */
    async panelWith(slugs: string[], options: PanelOptions = {}) {
      const panel = await customerOf(shop, { code: true, ...options })
      for (const slug of slugs) await install(panel, slug)
      return panel
    },
    close: () => shop.close(),
  }
}

/** Installs as Ada does, and waits for the end; answers with the operation. */
export const install = async ({ services }: TestPanel, slug: string) => {
  const addon = await services.addons.find(slug)
  const ada = (await services.operators.list()).find(({ name }) => name.startsWith('Ada'))
  if (!addon || !ada) throw new Error(`${slug} is not in the list`)
  const started = await services.installRelease(addon, newest(addon), { operatorId: ada.id, operator: 'Ada' })
  if (started.kind === 'refused') throw new Error(JSON.stringify(started.why))
  const ended = await services.operations.ended(started.operation.id, 15_000)
  return ended ?? started.operation
}

const newest = <T>({ releases: [release] }: { releases: T[] }): T => {
  if (!release) throw new Error('it has no release')
  return release
}

export interface Asked {
  method: string
  url: string
  headers: Record<string, string | string[] | undefined>
  body: string
}

/** Another server, on this machine, that keeps what it was asked. */
export const standIn = async (
  answer: (asked: Asked) => { status?: number; headers?: Record<string, string>; body?: string } = () => ({}),
) => {
  const asked: Asked[] = []
  const server = createServer((req, res) => {
    const chunks: Buffer[] = []
    req.on('data', (chunk: Buffer) => chunks.push(chunk))
    req.on('end', () => {
      const one = {
        method: req.method ?? '',
        url: req.url ?? '',
        headers: req.headers,
        body: Buffer.concat(chunks).toString(),
      }
      asked.push(one)
      const { status = 200, headers = {}, body = 'ok' } = answer(one)
      res.writeHead(status, headers).end(body)
    })
  })
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    asked,
    async close() {
      server.closeAllConnections()
      await new Promise(closed => server.close(closed))
    },
  }
}
