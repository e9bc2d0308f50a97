import { Agent as HttpAgent, type IncomingMessage, type RequestOptions, request as askHttp } from 'node:http'
import { Agent as HttpsAgent, request as askHttps } from 'node:https'
import { OutOfReach } from '../marketplace/errors.ts'
import { type Ask, checkHead, chunksOf, type Reply, timeOf } from './reply.ts'
import { troubleOf } from './trouble.ts'

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
      const neverSent = error instanceof NoConnection
      const cause = neverSent ? error.cause : error
      throw new OutOfReach(troubleOf(cause, limit.signal), url.origin, { cause, neverSent })
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

/** It failed before there was a connection, encrypted where it should be: nothing was sent. */
class NoConnection extends Error {}

class EndedUnanswered extends Error {
  readonly code = 'ERR_STREAM_PREMATURE_CLOSE'
}

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
    let isConnected = false
    request.once('socket', socket => {
      const connected = () => (isConnected = true)
      if (socket.connecting) socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', connected)
      else connected()
    })
    request.once('response', message => resolve({ message }))
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (!isConnected) reject(new NoConnection('no connection', { cause: error }))
      else if (request.reusedSocket && error.code === 'ECONNRESET')
        reject(new StaleConnection('closed', { cause: error }))
      else reject(error)
    })
    // also after 101 Switching Protocols, of which nothing else would tell: it would be waited for without end
    request.once('close', () => reject(new EndedUnanswered('it ended without an answer')))
    request.end(ask.body)
  })
