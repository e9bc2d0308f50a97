import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { Request, RequestHandler, Response } from 'express'
import { root } from '../../config/root.ts'

interface Asset {
  type: string
  plain: Buffer
  gzip: Buffer
  brotli: Buffer
}

export interface Assets {
  /** address of the one stylesheet and the one script, without PUBLIC_URL's path */
  names: { css: string; js: string; icon: string }
  serve: RequestHandler
}

/** Joins, hashes and compresses `public/` and htmx once; a name with a hash may be kept for ever. */
export const makeAssets = (base: string): Assets => {
  const { css, js, icon } = (packed ??= packAll())
  const names = {
    css: `/assets/souk-${hashOf(css)}.css`,
    js: `/assets/souk-${hashOf(js)}.js`,
    icon: `/assets/souk-${hashOf(icon)}.svg`,
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

// a process that holds several panels compresses for all of them
let packed: Record<'css' | 'js' | 'icon', Asset> | undefined

const packAll = () => ({
  css: pack('text/css; charset=utf-8', cssFiles()),
  js: pack('text/javascript; charset=utf-8', scriptFiles()),
  icon: pack('image/svg+xml', [readFileSync(join(root, 'public/souk.svg'), 'utf8')]),
})

const cssFiles = () => {
  const folder = join(root, 'public/css')
  return readdirSync(folder)
    .filter(name => name.endsWith('.css'))
    .toSorted()
    .map(name => readFileSync(join(folder, name), 'utf8'))
}

const scriptFiles = () => {
  const htmx = createRequire(import.meta.url).resolve('htmx.org/dist/htmx.min.js')
  return [htmx, join(root, 'public/focus.js')].map(file =>
    readFileSync(file, 'utf8').replace(/\n\/\/# sourceMappingURL=.*$/m, ''),
  )
}

const pack = (type: string, texts: string[]): Asset => {
  const plain = Buffer.from(texts.join('\n'))
  return { type, plain, gzip: gzipSync(plain, { level: 9 }), brotli: brotliCompressSync(plain) }
}

const hashOf = ({ plain }: Asset) => createHash('sha256').update(plain).digest('hex').slice(0, 12)

const send = (asset: Asset, req: Request, res: Response) => {
  const encoding = req.acceptsEncodings(['br', 'gzip', 'identity'])
  res.vary('Accept-Encoding')
  res.set({
    'Content-Type': asset.type,
    'Cache-Control': 'public, max-age=31536000, immutable',
    'X-Content-Type-Options': 'nosniff',
  })
  if (encoding === 'br') return res.set('Content-Encoding', 'br').end(asset.brotli)
  if (encoding === 'gzip') return res.set('Content-Encoding', 'gzip').end(asset.gzip)
  res.end(asset.plain)
}
