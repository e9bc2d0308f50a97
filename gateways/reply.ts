import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { OutOfReach } from '../marketplace/errors.ts'
import { troubleOf } from './trouble.ts'

export interface Ask {
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  headers?: Record<string, string>
  body?: string | Buffer
  /** milliseconds for all of it, from looking up the name to the last byte */
  deadline: number
  /** the most bytes a reply may have */
  ceiling: number
  /** the exact number of bytes, where it is known beforehand */
  length?: number
  /** the statuses that are an answer; anything else is out of reach. 200 unless told. */
  statuses?: readonly number[]
  signal?: AbortSignal
}

export interface Reply {
  status: number
  headers: IncomingHttpHeaders
  /** the server's own clock, if it said */
  serverTime: Date | undefined
  /** ends with an error where the bytes are too many, too few, or too slow */
  chunks: AsyncIterable<Buffer>
}

/** Refuses a reply by its head: another status, a redirect, packed bytes, no length, too many bytes. */
export const checkHead = (url: URL, ask: Ask, message: IncomingMessage) => {
  const status = message.statusCode ?? 0
  const refuse = (reason: OutOfReach['reason']) => {
    throw new OutOfReach(reason, url.origin, { serverTime: timeOf(message) })
  }
  // stops a redirect from carrying a key, a body or a token to somebody else's server
  if (status >= 300 && status < 400 && status !== 304) refuse('redirected')
  if (!(ask.statuses ?? [200]).includes(status)) refuse(`status-${status}`)
  // stops a small reply from unpacking into a large one: we asked for plain bytes
  if ((message.headers['content-encoding'] ?? 'identity') !== 'identity') refuse('unreadable')
  if (!hasBody(ask, status)) return
  // without either, a reply cut in the middle looks like a whole one
  if (announced(message) === undefined && !message.headers['transfer-encoding']) refuse('truncated')
  if ((announced(message) ?? 0) > most(ask)) refuse('too-large')
}

const hasBody = ({ method }: Ask, status: number) => method !== 'HEAD' && status !== 204 && status !== 304

const announced = ({ headers }: IncomingMessage) =>
  headers['content-length'] === undefined ? undefined : Number(headers['content-length'])

const most = ({ ceiling, length }: Ask) => Math.min(ceiling, length ?? ceiling)

/** The server's own clock, if it said. */
export const timeOf = ({ headers }: IncomingMessage) => {
  const time = new Date(headers.date ?? '')
  return Number.isNaN(time.getTime()) ? undefined : time
}

/** The body as it comes: it ends with an error where the bytes are too many, too few, or too slow. */
export async function* chunksOf(url: URL, ask: Ask, message: IncomingMessage, signal: AbortSignal) {
  const refuse = (reason: OutOfReach['reason'], cause?: unknown) =>
    new OutOfReach(reason, url.origin, { cause, serverTime: timeOf(message) })
  let count = 0
  const chunks = message[Symbol.asyncIterator]()
  for (;;) {
    const next = await chunks.next().catch((error: unknown) => {
      throw refuse(troubleOf(error, signal), error)
    })
    if (next.done) break
    const chunk: Buffer = next.value
    count += chunk.length
    if (count > most(ask)) throw refuse('too-large')
    yield chunk
  }
  if (!message.complete || (ask.length !== undefined && count < ask.length)) throw refuse('truncated')
}
