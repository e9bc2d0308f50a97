import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import type { Request, RequestHandler, Response } from 'express'
import { root } from '../../config/root.ts'
import { leanScript, leanStyles } from './lean.ts'

interface Asset {
  type: string
  hash: string
  /** how it is sent in each encoding; compressed in the background once a process, whoever asks first waits for it */
  bytes: Record<'br' | 'gzip' | 'identity', Promise<Buffer> | Buffer>
}

export interface Assets {
  /** address of the one stylesheet and the one script, without PUBLIC_URL's path */
  names: { css: string; js: string; icon: string }
  serve: RequestHandler
}

/** Joins, hashes and compresses `public/` and htmx once; a name with a hash may be kept for ever. */
export const makeAssets = (base: string): Assets => {
  const css = pack('text/css; charset=utf-8', leanStyles(styles()))
  const js = pack('text/javascript; charset=utf-8', scripts())
  const icon = pack('image/svg+xml', readFileSync(join(root, 'public/souk.svg'), 'utf8'))
  const names = {
    css: `/assets/souk-${css.hash}.css`,
    js: `/assets/souk-${js.hash}.js`,
    icon: `/assets/souk-${icon.hash}.svg`,
  }
  const files = new Map([
    [names.css, css],
    [names.js, js],
    [names.icon, icon],
  ])
  return {
    names: { css: base + names.css, js: base + names.js, icon: base + names.icon },
    serve: (req, res, next) => {
      const asset = files.get(req.path)
      if (asset && ['GET', 'HEAD'].includes(req.method)) return send(asset, req, res)
      next()
    },
  }
}

const styles = () => {
  const folder = join(root, 'public/css')
  const files = readdirSync(folder).filter(name => name.endsWith('.css'))
  return files
    .toSorted()
    .map(name => readFileSync(join(folder, name), 'utf8'))
    .join('\n')
}

const scripts = () => {
  const htmx = createRequire(import.meta.url).resolve('htmx.org/dist/htmx.min.js')
  const ours = ['public/focus.js', 'public/keys.js'].map(name => join(root, name))
  return [htmx, ...ours].map(file => leanScript(readFileSync(file, 'utf8'))).join('\n')
}

const packed = new Map<string, Asset>()

/** The same text is hashed and compressed once, however many panels a process has. */
const pack = (type: string, text: string): Asset => {
  const known = packed.get(text)
  if (known) return known
  const plain = Buffer.from(text)
  const hash = createHash('sha256').update(plain).digest('hex').slice(0, 12)
  const bytes = { identity: plain, gzip: gzipped(plain, { level: 9 }), br: brotlied(plain) }
  packed.set(text, { type, hash, bytes })
  return { type, hash, bytes }
}

const gzipped = promisify(gzip)
const brotlied = promisify(brotliCompress)

const send = async (asset: Asset, req: Request, res: Response) => {
  // asked one by one: of several that are equally welcome, Express would take the browser's first, not our smallest
  const encoding = (['br', 'gzip'] as const).find(one => req.acceptsEncodings(one)) ?? 'identity'
  res.vary('Accept-Encoding')
  res.set({
    'Content-Type': asset.type,
    'Cache-Control': 'public, max-age=31536000, immutable',
    'X-Content-Type-Options': 'nosniff',
    // weak: the same text in whichever encoding
    ETag: `W/"${asset.hash}"`,
  })
  if (req.fresh) return void res.status(304).end()
  if (encoding !== 'identity') res.set('Content-Encoding', encoding)
  res.end(await asset.bytes[encoding])
}
