import { type ClientRequest, type IncomingMessage, request as overHttp, type RequestOptions } from 'node:http'
import { request as overHttps } from 'node:https'
import type { Outgoing, OutgoingReply, OutgoingRequest } from '../marketplace/code/outgoing.ts'
import { addressesOf, PrivateAddress, pinnedTo, type Resolve } from './addon-http/resolving.ts'

/** Longer replies are refused: more than that, as JSON, would not pass the border to the add-on. */
const most = 192 * 1024

/** Asks other servers for add-ons. Redirects are told, never followed; addresses are checked where the connection goes. */
export const outgoingFor =
  (resolve?: Resolve): Outgoing =>
  async request => {
    const limit = limitOf(request)
    try {
      const host = request.url.hostname.replaceAll(/^\[|\]$/g, '')
      const addresses = await before(limit.signal, addressesOf(host, request.isAllowed, resolve))
      const message = await sent(request, { lookup: pinnedTo(addresses), signal: limit.signal })
      // stops a server from holding a connection whose reply nobody reads to its end
      return await read(message).finally(() => message.destroy())
    } catch (error) {
      return { kind: 'failed', because: limit.signal.aborted ? 'late' : reasonOf(error) }
    } finally {
      limit.end()
    }
  }

class TooLarge extends Error {}
class Unreadable extends Error {}

const reasonOf = (error: unknown): Extract<OutgoingReply, { kind: 'failed' }>['because'] => {
  if (error instanceof PrivateAddress) return 'private address'
  if (error instanceof TooLarge) return 'too large'
  return error instanceof Unreadable ? 'unreadable' : 'not reached'
}

// Our own timer: Node 20 may collect AbortSignal.any over AbortSignal.timeout before it fires.
const limitOf = ({ deadline, signal }: OutgoingRequest) => {
  const controller = new AbortController()
  const stop = () => controller.abort()
  const timer = setTimeout(stop, deadline)
  signal.addEventListener('abort', stop)
  if (signal.aborted) stop()
  const end = () => {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
  }
  return { signal: controller.signal, end }
}

const before = <T>(signal: AbortSignal, work: Promise<T>) =>
  new Promise<T>((resolve, reject) => {
    if (signal.aborted) reject(new Error('late'))
    signal.addEventListener('abort', () => reject(new Error('late')), { once: true })
    work.then(resolve, reject)
  })

const sent = (
  { method, url, headers, body }: OutgoingRequest,
  { lookup, signal }: Required<Pick<RequestOptions, 'lookup' | 'signal'>>,
) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    const own = {
      'accept-encoding': 'identity',
      ...(body !== undefined && { 'content-length': lengthOf(body) }),
    }
    // a connection of its own: kept ones would lead past the check of the address
    const options = {
      method,
      headers: { 'user-agent': 'Souk', ...headers, ...own },
      lookup,
      signal,
      agent: false,
    }
    const asked: ClientRequest = (url.protocol === 'https:' ? overHttps : overHttp)(url, options)
    // also after 101 Switching Protocols, of which nothing else would tell: it would be waited for without end
    const over = () => reject(new Error('it ended without an answer'))
    asked.on('error', reject).on('response', resolve).on('close', over)
    asked.end(body)
  })

const lengthOf = (body: string) => String(Buffer.byteLength(body))

const read = async (message: IncomingMessage): Promise<OutgoingReply> => {
  // stops a small reply from unpacking into a large one: plain bytes were asked for
  if ((message.headers['content-encoding'] ?? 'identity') !== 'identity') throw new Unreadable()
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of message) {
    length += chunk.length
    if (length > most) throw new TooLarge()
    chunks.push(chunk)
  }
  if (!message.complete) throw new Unreadable()
  const body = Buffer.concat(chunks).toString('utf8')
  return { kind: 'answered', status: message.statusCode ?? 0, headers: plainHeaders(message), body }
}

const plainHeaders = ({ headers }: IncomingMessage) =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' && value.length <= 4096 ? [[name, value] as const] : [],
    ),
  )
