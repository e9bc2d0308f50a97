import { BlockList, isIP } from 'node:net'

// RFC 6890 and its registry: what is not the public internet.
const notPublic4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32', // one cloud's metadata, at an address that looks public
  '169.254.0.0/16', // link-local, the other clouds' metadata
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3', // multicast, reserved, broadcast
]
const unicast6 = ['2000::/3']
// protocols' own, examples, and IPv4 addresses in disguise; everything else odd lies outside 2000::/3
const notPublic6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']

const listOf = (networks: string[], family: 'ipv4' | 'ipv6') => {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/')
    list.addSubnet(address, Number(bits), family)
  }
  return list
}
const [blocked4, global6, blocked6] = [
  listOf(notPublic4, 'ipv4'),
  listOf(unicast6, 'ipv6'),
  listOf(notPublic6, 'ipv6'),
]

/** Is this an address of the public internet, by IANA's special-purpose registries (RFC 6890)? What is no address is none. */
export const isPublic = (address: string): boolean => {
  const family = isIP(address)
  if (family === 4) return !blocked4.check(address, 'ipv4')
  return family === 6 && global6.check(address, 'ipv6') && !blocked6.check(address, 'ipv6')
}
