import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { indexPage } from './index-page.ts'

export interface Served {
  dir: string
  host: string
  port: number
  log?: (details: object, message: string) => void
}

export interface RunningCatalogue {
  url: string
  close: () => Promise<void>
}

/** Serves a published catalogue. Port 0 takes a free one. */
export const startCatalogue = async ({
  dir,
  host,
  port,
  log = () => {},
}: Served): Promise<RunningCatalogue> => {
  const server = createServer((req, res) => {
    answer(dir, req, res).catch((error: unknown) => {
      log({ error, url: req.url }, 'a request failed')
      res.destroy()
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const address = server.address()
  const taken = typeof address === 'object' && address ? address.port : port
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeIdleConnections()
      }),
  }
}

const answer = async (dir: string, req: IncomingMessage, res: ServerResponse) => {
  res.setHeader('x-content-type-options', 'nosniff')
  res.setHeader('content-security-policy', "default-src 'none'; img-src data:; frame-ancestors 'none'")
  if (req.method !== 'GET' && req.method !== 'HEAD') {
    res.setHeader('allow', 'GET, HEAD')
    return say(req, res, 405, 'Only GET and HEAD are answered here.')
  }
  const path = (req.url ?? '/').split('?', 1)[0] ?? '/'
  if (path === '/') return showIndex(dir, req, res)
  return isPublic(path) ? sendFile(join(dir, path), path, req, res) : notFound(req, res)
}

// What publish writes has no other names than these, so no spelling leads out of the folder or to a hidden file.
const isPublic = (path: string) =>
  /^\/(root\.json|(metadata|targets)(\/[A-Za-z0-9][A-Za-z0-9._-]*)+)$/.test(path)

const notFound = (req: IncomingMessage, res: ServerResponse) =>
  say(req, res, 404, 'There is no such file in this catalogue.')

const say = (req: IncomingMessage, res: ServerResponse, status: number, text: string) => {
  res.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' })
  res.end(req.method === 'HEAD' ? undefined : `${text}\n`)
}

const showIndex = async (dir: string, req: IncomingMessage, res: ServerResponse) => {
  const page = await indexPage(dir)
  res.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' })
  res.end(req.method === 'HEAD' ? undefined : page)
}

const types: Record<string, string> = {
  json: 'application/json',
  tgz: 'application/gzip',
  png: 'image/png',
  webp: 'image/webp',
  jpg: 'image/jpeg',
}

// A file that is named by its content or its version never changes; the rest has to be asked for each time.
const isLasting = (path: string) => /^\/(targets\/|metadata\/\d+\.)/.test(path)

const sendFile = async (file: string, path: string, req: IncomingMessage, res: ServerResponse) => {
  const found = await stat(file).catch(() => undefined)
  if (!found?.isFile()) return notFound(req, res)
  const tag = `"${found.size}-${found.mtimeMs}"`
  res.setHeader('etag', tag)
  res.setHeader('cache-control', isLasting(path) ? 'public, max-age=31536000, immutable' : 'no-cache')
  if (req.headers['if-none-match'] === tag) return void res.writeHead(304).end()
  res.writeHead(200, {
    'content-type': types[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream',
    'content-length': found.size,
  })
  if (req.method === 'HEAD' || found.size === 0) return void res.end()
  // A file that grows meanwhile must not send more than was announced.
  return pipeline(createReadStream(file, { end: found.size - 1 }), res)
}
