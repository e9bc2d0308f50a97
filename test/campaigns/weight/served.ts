import { request } from 'node:http'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'

export interface Served {
  status: number
  headers: Record<string, string | string[] | undefined>
  /** of the body as it was sent */
  bytes: number
  text: string
}

/** Asks as browsers do and counts what is really sent: `fetch` would unpack it first. */
export const served = (url: string, headers: Record<string, string> = {}) =>
  new Promise<Served>((resolve, reject) => {
    const asked = request(url, {
      agent: false,
      headers: { 'accept-encoding': 'gzip, deflate, br', ...headers },
    })
    asked.on('error', reject)
    asked.on('response', answer => {
      const pieces: Buffer[] = []
      answer.on('data', (piece: Buffer) => pieces.push(piece))
      answer.on('error', reject)
      answer.on('end', () => {
        const body = Buffer.concat(pieces)
        const { statusCode: status = 0, headers: sent } = answer
        resolve({ status, headers: sent, bytes: body.length, text: unpacked(body, sent['content-encoding']) })
      })
    })
    asked.end()
  })

const unpacked = (body: Buffer, encoding: string | undefined) => {
  if (body.length === 0) return ''
  if (encoding === 'br') return brotliDecompressSync(body).toString()
  return (encoding === 'gzip' ? gunzipSync(body) : body).toString()
}
