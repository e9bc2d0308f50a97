import { readFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import { join } from 'node:path'

/**
 * What the host does to one request in place of answering well: silence, half a reply, a byte now and then, bytes without
 * end, other bytes, a status.
 */
export type Mischief = (
  path: string,
) => 'hang' | 'cut' | 'drip' | 'endless' | Buffer | number | undefined | Promise<undefined>

/** Serves a folder on a port of its own, and can be told to misbehave. */
export const hostOf = async (folder: string) => {
  let mischief: Mischief = () => undefined
  let isAway = false
  const asked: string[] = []
  let sent: { path: string; bytes: number }[] = []

  const answer = async (path: string, res: ServerResponse) => {
    asked.push(path)
    const done = await mischief(path)
    if (isAway) return res.destroy()
    if (done === 'hang') return
    if (done === 'endless') return pour(res)
    if (typeof done === 'number') return res.writeHead(done, { 'content-length': 0 }).end()
    const bytes = Buffer.isBuffer(done) ? done : await readFile(join(folder, path)).catch(() => undefined)
    if (!bytes) return res.writeHead(404, { 'content-length': 0 }).end()
    res.setHeader('content-length', bytes.length)
    if (done === 'drip') return drip(res, bytes)
    if (done === 'cut') return res.write(bytes.subarray(0, bytes.length / 2), () => res.destroy())
    sent.push({ path, bytes: bytes.length })
    res.end(bytes)
  }

  const server = createServer((req, res) => {
    answer(req.url ?? '/', res).catch(() => res.destroy())
  })
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening))
  const address = server.address()

  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    /** every path that was asked for, answered or not */
    asked,
    /** paths and bytes that were sent whole since this was asked last */
    sent() {
      const since = sent
      sent = []
      return since
    },
    misbehave: (how: Mischief) => void (mischief = how),
    behave: () => void (mischief = () => undefined),
    /** the host is gone: nobody answers */
    stop() {
      isAway = true
      server.closeAllConnections()
    },
    start: () => void (isAway = false),
    async end() {
      server.closeAllConnections()
      await new Promise(ended => server.close(ended))
    },
  }
}

/** Bytes until nobody takes them any more. */
const pour = (res: ServerResponse) => {
  const bytes = Buffer.alloc(65_536, '{')
  const more = () => {
    while (res.write(bytes));
  }
  res.on('drain', more)
  more()
}

const drip = (res: ServerResponse, bytes: Buffer) => {
  let at = 0
  const timer = setInterval(() => {
    if (at < bytes.length - 1) res.write(bytes.subarray(at, ++at))
  }, 100)
  res.once('close', () => clearInterval(timer))
}
