import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import type { RequestHandler } from 'express'

const pack = { br: promisify(brotliCompress), gzip: promisify(gzip) }
type Encoding = keyof typeof pack

/** Styles under an address that changes with them: compressed once, when first asked for, and kept for ever. */
export const stylesOf = (text: string): RequestHandler => {
  const packed = new Map<Encoding, Promise<Buffer>>()
  const packedFor = (encoding: Encoding) => {
    const bytes = packed.get(encoding) ?? pack[encoding](text)
    packed.set(encoding, bytes)
    return bytes
  }
  return async (req, res) => {
    const encoding = (['br', 'gzip'] as const).find(one => req.acceptsEncodings(one))
    res.vary('Accept-Encoding').type('css').set('Cache-Control', 'public, max-age=31536000, immutable')
    if (!encoding) return void res.send(text)
    res.set('Content-Encoding', encoding).send(await packedFor(encoding))
  }
}
