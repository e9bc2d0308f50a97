import {
  Agent as HttpAgent,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestOptions,
  request as askHttp,
} from 'node:http'
import { Agent as HttpsAgent, request as askHttps } from 'node:https'
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

/**
 * One request and its reply, read while `read` runs. Nothing is followed, unpacked or sent twice with an effect.
 * Throws OutOfReach; what `read` throws passes unchanged.
 */
export const exchange = async <T>(address: URL | string, ask: Ask, read: (reply: Reply) => Promise<T>) => {
  const url = new URL(address)
  const limit = limitOf(ask)
  let message: IncomingMessage | undefined
  try {
    message = await headOf(url, ask, limit.signal).catch((error: unknown) => {
      throw new OutOfReach(troubleOf(error, limit.signal), url.origin, { cause: error })
    })
    checkHead(url, ask, message)
    return await read({
      status: message.statusCode ?? 0,
      headers: message.headers,
      serverTime: timeOf(message),
      chunks: chunksOf(url, ask, message, limit.signal),
    })
  } finally {
    limit.end()
    if (!message?.readableEnded) message?.destroy()
  }
}

// Our own timer, not AbortSignal.any over AbortSignal.timeout: Node 20 may collect those before they fire.
const limitOf = ({ deadline, signal }: Ask) => {
  const controller = new AbortController()
  const stop = () => controller.abort('stopped')
  const timer = setTimeout(() => controller.abort('timeout'), deadline)
  signal?.addEventListener('abort', stop)
  if (signal?.aborted) stop()
  const end = () => {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
  }
  return { signal: controller.signal, end }
}

const kept = { keepAlive: true, maxSockets: 6, maxFreeSockets: 2, timeout: 30_000 }
const agents = { 'http:': new HttpAgent(kept), 'https:': new HttpsAgent(kept) }

const headOf = async (url: URL, ask: Ask, signal: AbortSignal): Promise<IncomingMessage> => {
  const harmless = (ask.method ?? 'GET') === 'GET' || ask.method === 'HEAD'
  if (!harmless) return (await send(url, ask, signal, false)).message
  const first = await send(url, ask, signal, agents[url.protocol === 'https:' ? 'https:' : 'http:']).catch(
    (error: unknown) => {
      // the server closed a kept connection just as we took it: no answer was begun, and reading twice is harmless
      if (error instanceof StaleConnection) return send(url, ask, signal, false)
      throw error
    },
  )
  return first.message
}

class StaleConnection extends Error {}

const send = (url: URL, ask: Ask, signal: AbortSignal, agent: HttpAgent | false) =>
  new Promise<{ message: IncomingMessage }>((resolve, reject) => {
    const options: RequestOptions = {
      method: ask.method ?? 'GET',
      headers: {
        'user-agent': 'souk',
        ...ask.headers,
        'accept-encoding': 'identity',
        ...(ask.body === undefined ? {} : { 'content-length': Buffer.byteLength(ask.body) }),
      },
      agent,
      signal,
      maxHeaderSize: 16_384,
    }
    const request = (url.protocol === 'https:' ? askHttps : askHttp)(url, options)
    request.once('response', message => resolve({ message }))
    request.on('error', (error: NodeJS.ErrnoException) =>
      reject(
        request.reusedSocket && error.code === 'ECONNRESET'
          ? new StaleConnection('closed', { cause: error })
          : error,
      ),
    )
    request.end(ask.body)
  })

const checkHead = (url: URL, ask: Ask, message: IncomingMessage) => {
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

const timeOf = ({ headers }: IncomingMessage) => {
  const time = new Date(headers.date ?? '')
  return Number.isNaN(time.getTime()) ? undefined : time
}

async function* chunksOf(url: URL, ask: Ask, message: IncomingMessage, signal: AbortSignal) {
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
