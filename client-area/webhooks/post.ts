import type { LookupAddress } from 'node:dns'
import { lookup } from 'node:dns/promises'
import { request as requestOverHttp } from 'node:http'
import { request as requestOverHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { mayReach } from './addresses.ts'

export type Posting = { kind: 'answered'; status: number } | { kind: 'trouble'; trouble: string }

export interface Post {
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
  resolve?: (name: string) => Promise<LookupAddress[]>
}

/**
 * Posts once and tells the status. Redirects are not followed and the answer's body is never read. Never throws.
 * The address is checked where the connection is made, so that a name can't turn to another address after the check.
 */
export const post = ({ url, headers, body }: Post, rules: PostRules) =>
  new Promise<Posting>(resolve => {
    const trouble = (error: unknown) => resolve({ kind: 'trouble', trouble: troubleIn(error) })
    try {
      const target = checkedUrl(url, rules)
      const request = target.protocol === 'https:' ? requestOverHttps : requestOverHttp
      const asked = request(target, {
        method: 'POST',
        agent: false,
        lookup: lookupFor(rules),
        signal: AbortSignal.any([rules.stopping, AbortSignal.timeout(rules.deadline)]),
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
      })
      asked.on('error', trouble)
      asked.on('response', reply => {
        resolve({ kind: 'answered', status: reply.statusCode ?? 0 })
        reply.on('error', trouble).destroy()
      })
      asked.end(body)
    } catch (error) {
      trouble(error)
    }
  })

class RefusedAddress extends Error {}

// An address in place of a name is connected to without a lookup. The URL parser has made odd spellings plain by now.
const checkedUrl = (text: string, rules: PostRules) => {
  const url = new URL(text)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (!/^https?:$/.test(url.protocol)) throw new RefusedAddress()
  if (isIP(host) !== 0 && !mayReach(host, rules)) throw new RefusedAddress()
  if (!isWebPort(url.port)) throw new RefusedAddress()
  return url
}

// stops letters to a mail server and the like, written as webhooks
const isWebPort = (port: string) => port === '' || port === '80' || port === '443' || Number(port) >= 1024

const lookupFor =
  (rules: PostRules): LookupFunction =>
  (name, options, done) =>
    checkedAddresses(name, rules).then(
      ([first, ...more]) =>
        options.all ? done(null, [first, ...more]) : done(null, first.address, first.family),
      (error: Error) => done(error, ''),
    )

const checkedAddresses = async (
  name: string,
  rules: PostRules,
): Promise<[LookupAddress, ...LookupAddress[]]> => {
  const [first, ...more] = await (rules.resolve ?? everyAddress)(name)
  // all of them: a name that leads here and there is somebody trying
  if (!first || ![first, ...more].every(({ address }) => mayReach(address, rules))) throw new RefusedAddress()
  return [first, ...more]
}

const everyAddress = (name: string) => lookup(name, { all: true })

const troubleIn = (error: unknown) => {
  if (error instanceof RefusedAddress) return 'address refused'
  if (error instanceof Error && error.name === 'AbortError') return 'no answer in time'
  if (error instanceof Error && 'code' in error) return String(error.code)
  return 'not reached'
}
