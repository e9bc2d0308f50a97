import type { LookupAddress } from 'node:dns'
import { Resolver } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import { mayReach } from './addresses.ts'

export type Addresses = [LookupAddress, ...LookupAddress[]]
export type Resolve = (name: string) => Promise<LookupAddress[]>

export class RefusedAddress extends Error {}

/** What a host stands for, if all of it may be reached: a name that leads here and there is somebody trying. */
export const addressesOf = async (
  host: string,
  { loopback, resolve = everyAddress }: { loopback: boolean; resolve?: Resolve },
): Promise<Addresses> => {
  const [first, ...more] = await resolve(host)
  if (!first || ![first, ...more].every(({ address }) => mayReach(address, { loopback })))
    throw new RefusedAddress()
  return [first, ...more]
}

// Not by getaddrinfo: that waits in one of the few threads that the database works in, too, and can't be ended, so that
// a few names with a slow server would hold up everything. It also knows names that only mean something on this machine.
const everyAddress: Resolve = async host => {
  const family = isIP(host)
  if (family !== 0) return [{ address: host, family }]
  if (host === 'localhost') return [{ address: '127.0.0.1', family: 4 }]
  const resolver = new Resolver({ timeout: 1_500, tries: 2 })
  const [four, six] = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)])
  const found = [...listed(four, 4), ...listed(six, 6)]
  if (found.length === 0 && four.status === 'rejected') throw four.reason
  return found
}

const listed = (found: PromiseSettledResult<string[]>, family: number): LookupAddress[] =>
  found.status === 'fulfilled' ? found.value.map(address => ({ address, family })) : []

/** Makes a connection go where the check was made, whatever the name stands for by then. */
export const pinnedTo =
  (addresses: Addresses): LookupFunction =>
  (_, { all }, done) =>
    all ? done(null, addresses) : done(null, addresses[0].address, addresses[0].family)
