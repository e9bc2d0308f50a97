import type { LookupAddress } from 'node:dns'
import { Resolver } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import { isPublic } from '../../contracts/public-addresses.ts'

export type Resolve = (host: string) => Promise<LookupAddress[]>

/** Stops an add-on from reaching into this network, by whatever name. */
export class PrivateAddress extends Error {}

/** What a host stands for, all of which must be public unless an operator said otherwise. */
export const addressesOf = async (host: string, isAllowed: boolean, resolve: Resolve = inTheDns) => {
  const [first, ...more] = isAllowed ? await withLocalNames(host, resolve) : await resolve(host)
  if (!first) throw new Error('the name stands for nothing')
  const all: [LookupAddress, ...LookupAddress[]] = [first, ...more]
  // a name that leads here and there is somebody trying
  if (!isAllowed && !all.every(({ address }) => isPublic(address))) throw new PrivateAddress()
  return all
}

const withLocalNames = (host: string, resolve: Resolve): Promise<LookupAddress[]> =>
  host === 'localhost' ? Promise.resolve([{ address: '127.0.0.1', family: 4 }]) : resolve(host)

// Not getaddrinfo: that waits in one of the few threads that the database needs, and knows names of this machine only.
const inTheDns: Resolve = async host => {
  const family = isIP(host)
  if (family !== 0) return [{ address: host, family }]
  const resolver = new Resolver({ timeout: 1_500, tries: 2 })
  const [four, six] = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)])
  const found = [...found4(four), ...found6(six)]
  if (found.length === 0 && four.status === 'rejected') throw four.reason
  return found
}

const found4 = (one: PromiseSettledResult<string[]>) => listed(one, 4)
const found6 = (one: PromiseSettledResult<string[]>) => listed(one, 6)
const listed = (one: PromiseSettledResult<string[]>, family: number): LookupAddress[] =>
  one.status === 'fulfilled' ? one.value.map(address => ({ address, family })) : []

/** Connects to the very addresses that were checked, whatever the name stands for a moment later. */
export const pinnedTo =
  (addresses: [LookupAddress, ...LookupAddress[]]): LookupFunction =>
  (_host, { all }, done) =>
    all ? done(null, addresses) : done(null, addresses[0].address, addresses[0].family)
