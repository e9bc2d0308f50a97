import { request as requestOverHttp } from 'node:http'
import { request as requestOverHttps } from 'node:https'
import { type Addresses, addressesOf, pinnedTo, RefusedAddress, type Resolve } from './resolving.ts'

export type Posting = { kind: 'answered'; status: number } | { kind: 'trouble'; trouble: string }

export interface Letter {
  url: string
  headers: Record<string, string>
  body: string
}

export interface PostRules {
  loopback: boolean
  /** in milliseconds, for all of it: name, connection, sending, the answer's first line */
  deadline: number
  /** ends it before that */
  stopping: AbortSignal
  /** what a name stands for; default: as this machine knows it */
  resolve?: Resolve
}

/**
 * Posts once and tells the status. Redirects are not followed and the answer's body is never read. Never throws.
 * The connection goes to the very address that was checked, so that a name can't turn to another one in between.
 */
export const post = async (letter: Letter, rules: PostRules): Promise<Posting> => {
  const signal = AbortSignal.any([rules.stopping, AbortSignal.timeout(rules.deadline)])
  try {
    const target = checkedUrl(letter.url)
    // an address in place of a name, too: the URL parser has made odd spellings of it plain by now
    const host = target.hostname.replaceAll(/^\[|\]$/g, '')
    const addresses = await before(signal, addressesOf(host, rules))
    return await sent(letter, { target, addresses, signal })
  } catch (error) {
    return { kind: 'trouble', trouble: troubleIn(error) }
  }
}

const checkedUrl = (text: string) => {
  const url = new URL(text)
  if (!/^https?:$/.test(url.protocol) || !isWebPort(url.port)) throw new RefusedAddress()
  return url
}

// stops letters to a mail server and the like, written as webhooks
const isWebPort = (port: string) => port === '' || port === '80' || port === '443' || Number(port) >= 1024

interface Way {
  target: URL
  addresses: Addresses
  signal: AbortSignal
}

const sent = ({ headers, body }: Letter, { target, addresses, signal }: Way) =>
  new Promise<Posting>((resolve, reject) => {
    const request = target.protocol === 'https:' ? requestOverHttps : requestOverHttp
    const asked = request(target, {
      method: 'POST',
      agent: false,
      lookup: pinnedTo(addresses),
      signal,
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
    })
    asked.on('error', reject)
    asked.on('response', reply => {
      resolve({ kind: 'answered', status: reply.statusCode ?? 0 })
      reply.on('error', reject).destroy()
    })
    asked.end(body)
  })

const before = <T>(signal: AbortSignal, work: Promise<T>) =>
  new Promise<T>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new TooLate()), { once: true })
    work.then(resolve, reject)
  })

class TooLate extends Error {
  override readonly name = 'AbortError'
}

const troubleIn = (error: unknown) => {
  if (error instanceof RefusedAddress) return 'address refused'
  if (error instanceof Error && error.name === 'AbortError') return 'no answer in time'
  if (error instanceof Error && 'code' in error) return String(error.code)
  return 'not reached'
}
