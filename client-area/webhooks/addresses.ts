import { BlockList, isIP } from 'node:net'

const refused4 = [
  '0.0.0.0/8', // this network
  '10.0.0.0/8',
  '100.64.0.0/10', // behind a carrier's NAT
  '127.0.0.0/8',
  '168.63.129.16/32', // a cloud's metadata, at a public address
  '169.254.0.0/16', // link-local, other clouds' metadata
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, broadcast
]

// Of IPv6 only global unicast is taken: that leaves out ::1, ::, ::ffff:a.b.c.d, 64:ff9b::/96, fc00::/7, fe80::/10, ff00::/8.
const global6 = '2000::/3'
const refused6 = [
  '2001::/23', // Teredo and other protocols' own
  '2001:db8::/32',
  '2002::/16', // 6to4: an IPv4 address in disguise
  '3fff::/20',
]

const listOf = (blocks: string[], family: 'ipv4' | 'ipv6') => {
  const list = new BlockList()
  for (const block of blocks) {
    const [network = '', bits] = block.split('/')
    list.addSubnet(network, Number(bits), family)
  }
  return list
}

const refusedIn4 = listOf(refused4, 'ipv4')
const globalIn6 = listOf([global6], 'ipv6')
const refusedIn6 = listOf(refused6, 'ipv6')
const loopback4 = listOf(['127.0.0.0/8'], 'ipv4')

/** Stops our own network from being reached through a webhook: only addresses of the public internet are. */
export const mayReach = (address: string, { loopback }: { loopback: boolean }): boolean => {
  if (loopback && isLoopback(address)) return true
  if (isIP(address) === 4) return !refusedIn4.check(address, 'ipv4')
  return isIP(address) === 6 && globalIn6.check(address, 'ipv6') && !refusedIn6.check(address, 'ipv6')
}

const isLoopback = (address: string) =>
  address === '::1' || (isIP(address) === 4 && loopback4.check(address, 'ipv4'))
