import { cp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { rotateKey, sign, withdraw } from '../../catalogue/publish.ts'
import { startCatalogue } from '../../catalogue/server.ts'
import { type Sample, vendor } from '../../catalogue/test/support.ts'

/** What the host does to one request in place of answering well. */
export type Mischief = (path: string) => 'hang' | 'cut' | Buffer | number | undefined | Promise<undefined>

const code = { 'files/messages.json': null, 'files/main.js': 'export default {}\n' }
const rights = { hosts: [], events: [], publicAddress: false, pages: [], storage: 0, schedule: null }
const usd = (cycle: string, amount: number) => ({ currency: 'USD', cycle, amount })

/** A handful of add-ons of every sort: free, paid, of each kind, one that needs a newer help desk. */
export const fixtures: Sample[] = [
  { slug: 'french', manifest: { name: 'Français', summary: 'The panel in French.', tags: ['europe'] } },
  {
    slug: 'german',
    manifest: { name: 'German', language: { code: 'de', direction: 'ltr', name: 'Deutsch' } },
  },
  {
    slug: 'japanese',
    manifest: {
      name: 'Japanese',
      language: { code: 'ja', direction: 'ltr', name: '日本語' },
      prices: [usd('monthly', 400), usd('annually', 4000)],
    },
  },
  {
    slug: 'telegram',
    manifest: {
      kind: 'channel',
      name: 'Telegram',
      summary: 'Conversations from the Telegram messenger.',
      tags: ['messaging'],
      language: undefined,
      permissions: { ...rights, hosts: ['api.telegram.org'] },
      prices: [usd('monthly', 500), usd('annually', 5000)],
    },
    files: code,
  },
  {
    slug: 'auto-reply',
    manifest: {
      kind: 'plugin',
      name: 'Auto reply',
      language: undefined,
      permissions: rights,
      tags: ['messaging'],
    },
  },
  {
    slug: 'insights',
    manifest: {
      kind: 'plugin',
      name: 'Insights',
      language: undefined,
      permissions: rights,
      tags: ['reports'],
      supports: '>=6.0.0',
    },
  },
]

/** A real catalogue: published, signed, served on a port of its own, by a host that can be told to misbehave. */
export const publishedCatalogue = async (samples: Sample[] = fixtures) => {
  const shop = await vendor()
  const repository = shop.at('catalogue')
  let mischief: Mischief = () => undefined
  let inner: Awaited<ReturnType<typeof startCatalogue>> | undefined
  let asked: { path: string; bytes: number }[] = []

  const answer = async (req: IncomingMessage, res: ServerResponse) => {
    const path = req.url ?? '/'
    const done = await mischief(path)
    const reply = done === undefined && inner ? await fetch(`${inner.url}${path}`) : undefined
    if (typeof done === 'number') res.writeHead(done, { 'content-length': 0 }).end()
    else if (done === 'cut' || (done === undefined && !inner)) res.destroy()
    else if (done !== 'hang') {
      const bytes = done ?? Buffer.from((await reply?.arrayBuffer()) ?? new ArrayBuffer(0))
      asked.push({ path, bytes: bytes.length })
      res.writeHead(reply?.status ?? 200, { 'content-length': bytes.length }).end(bytes)
    }
  }
  const front = createServer((req, res) => void answer(req, res).catch(() => res.destroy()))
  await new Promise<void>(listening => front.listen(0, '127.0.0.1', listening))
  const address = front.address()
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`

  const done = async <T extends { kind: string }>(act: Promise<T>) => {
    const outcome = await act
    if (outcome.kind === 'refused') throw new Error(JSON.stringify(outcome))
    return outcome
  }
  const publish = async (...more: Sample[]) => {
    for (const sample of more) await shop.write(sample)
    await done(shop.publish())
  }
  await publish(...samples)
  const open = async () => {
    inner = await startCatalogue({ dir: repository, host: '127.0.0.1', port: 0 })
  }
  await open()

  return {
    url,
    /** the first root a panel trusts */
    root: join(repository, 'root.json'),
    repository,
    shop,
    publish,
    withdraw: (slug: string, version: string, severity: 'advise' | 'stop' = 'stop') =>
      done(
        withdraw({ ...shop.workplace, now: new Date(), slug, version, severity, reason: 'It was broken.' }),
      ),
    /** renews snapshot and timestamp, as the vendor's cron does */
    sign: (now = new Date()) => done(sign({ ...shop.workplace, now })),
    rotate: (key: string) => done(rotateKey({ ...shop.workplace, now: new Date(), key })),
    /** flips one bit of a published file */
    async tamperWith(path: string) {
      const file = join(repository, path)
      const bytes = await readFile(file)
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1
      await writeFile(file, bytes)
    },
    /** keeps all that is published now; the answer puts it back, as somebody who replays an old list would */
    async remember() {
      const kept = shop.at(`kept-${Date.now()}`)
      await cp(repository, kept, { recursive: true })
      return async () => {
        await rm(repository, { recursive: true })
        await cp(kept, repository, { recursive: true })
      }
    },
    misbehave: (how: Mischief) => void (mischief = how),
    behave: () => void (mischief = () => undefined),
    /** paths and bytes sent since this was asked last */
    sent() {
      const sent = asked
      asked = []
      return sent
    },
    /** the host is gone: nobody answers */
    async stop() {
      await inner?.close()
      inner = undefined
      front.closeAllConnections()
    },
    start: open,
    async remove() {
      await inner?.close()
      front.closeAllConnections()
      await new Promise(closed => front.close(closed))
      await shop.remove()
    },
  }
}
export type PublishedCatalogue = Awaited<ReturnType<typeof publishedCatalogue>>
