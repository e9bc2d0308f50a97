import type { LookupAddress } from 'node:dns'
import { lookup } from 'node:dns/promises'
import type { LookupFunction } from 'node:net'
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

const everyAddress: Resolve = name => lookup(name, { all: true })

/** Makes a connection go where the check was made, whatever the name stands for by then. */
export const pinnedTo =
  (addresses: Addresses): LookupFunction =>
  (_, { all }, done) =>
    all ? done(null, addresses) : done(null, addresses[0].address, addresses[0].family)
