import { BlockList, isIPv4 } from 'node:net'
import { isPublic } from '../../contracts/public-addresses.ts'

const loopback4 = new BlockList()
loopback4.addSubnet('127.0.0.0', 8, 'ipv4')

/** Stops our own network from being reached through a webhook: only addresses of the public internet are. */
export const mayReach = (address: string, { loopback }: { loopback: boolean }): boolean =>
  (loopback && isLoopback(address)) || isPublic(address)

const isLoopback = (address: string) =>
  address === '::1' || (isIPv4(address) && loopback4.check(address, 'ipv4'))
