import { expect } from 'chai'
import { after, before, beforeEach, describe, it } from 'mocha'
import { outgoingFor } from '../../gateways/addon-http.ts'
import { isPublic } from '../../contracts/public-addresses.ts'
import type { OutgoingRequest } from '../../marketplace/code/outgoing.ts'
import { standIn } from '../support/code-panel.ts'

describe('A request that the panel makes for an add-on', () => {
  let server: Awaited<ReturnType<typeof standIn>>
  let answer: Parameters<typeof standIn>[0]
  before(async () => {
    server = await standIn(asked => answer?.(asked) ?? {})
  })
  after(() => server.close())
  beforeEach(() => {
    answer = undefined
    server.asked.length = 0
  })

  const asking = (more: Partial<OutgoingRequest> = {}): OutgoingRequest => ({
    method: 'GET',
    url: new URL(server.url),
    headers: {},
    body: undefined,
    isAllowed: true,
    deadline: 5_000,
    signal: new AbortController().signal,
    ...more,
  })

  it('goes where an operator allowed it, and brings back status, headers and text', async () => {
    answer = () => ({ status: 201, headers: { 'x-own': 'yes' }, body: 'é' })
    const reply = await outgoingFor()(
      asking({ method: 'POST', body: 'ü', headers: { 'content-type': 'text/plain' } }),
    )
    expect(reply).to.deep.include({ kind: 'answered', status: 201, body: 'é' })
    expect(server.asked[0]).to.deep.include({ method: 'POST', body: 'ü' })
    expect(server.asked[0]?.headers).to.include({ 'accept-encoding': 'identity', 'content-length': '2' })
  })

  const inside = [
    '127.0.0.1',
    '127.9.9.9',
    '10.0.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '255.255.255.255',
    '224.0.0.1',
    '::1',
    '::',
    'fe80::1',
    'fc00::1',
    'fd00:ec2::254',
    '::ffff:127.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:db8::1',
    'ff02::1',
  ]
  it('reaches no address of this network, or of none', () => {
    for (const address of [...inside, 'localhost', '', '1.2.3'])
      expect(isPublic(address), address).to.equal(false)
    for (const address of ['1.1.1.1', '149.154.167.220', '2606:4700::1111'])
      expect(isPublic(address), address).to.equal(true)
  })

  it('is refused where the connection goes, whatever the name says', async () => {
    for (const address of inside) {
      const family = address.includes(':') ? 6 : 4
      const resolve = async () => [
        { address: '1.1.1.1', family: 4 },
        { address, family },
      ]
      const reply = await outgoingFor(resolve)(
        asking({ url: new URL('https://api.example.com/'), isAllowed: false }),
      )
      expect(reply, address).to.deep.equal({ kind: 'failed', because: 'private address' })
    }
    for (const odd of [
      'http://2130706433/',
      'http://0x7f.1/',
      'http://0177.0.0.1/',
      'http://[::ffff:7f00:1]/',
    ])
      expect(await outgoingFor()(asking({ url: new URL(odd), isAllowed: false })), odd).to.deep.equal({
        kind: 'failed',
        because: 'private address',
      })
    expect(server.asked).to.deep.equal([])
  })

  it('asks for a name once, and connects to what it was told then', async () => {
    let times = 0
    const port = new URL(server.url).port
    const resolve = async () => {
      times += 1
      return [{ address: times === 1 ? '127.0.0.1' : '10.0.0.1', family: 4 }]
    }
    const reply = await outgoingFor(resolve)(asking({ url: new URL(`http://api.example.com:${port}/`) }))
    expect([reply.kind, times]).to.deep.equal(['answered', 1])
    expect(server.asked[0]?.headers['host']).to.equal(`api.example.com:${port}`)
  })

  it('is not led elsewhere', async () => {
    answer = () => ({ status: 302, headers: { location: 'http://example.com/' } })
    expect(await outgoingFor()(asking())).to.include({ kind: 'answered', status: 302 })
    expect(server.asked.length).to.equal(1)
  })

  it('ends at its time, at the most that it takes, and with who waits for it', async () => {
    answer = () => ({ body: 'x'.repeat(300_000) })
    expect(await outgoingFor()(asking())).to.deep.equal({ kind: 'failed', because: 'too large' })
    answer = () => ({ headers: { 'content-encoding': 'gzip' } })
    expect(await outgoingFor()(asking())).to.deep.equal({ kind: 'failed', because: 'unreadable' })
    const never = () => new Promise<never>(() => {})
    const late = asking({ deadline: 50, url: new URL('https://api.example.com/') })
    expect(await outgoingFor(never)(late)).to.deep.equal({ kind: 'failed', because: 'late' })
    const over = asking({ signal: AbortSignal.abort(), url: new URL('https://api.example.com/') })
    expect(await outgoingFor(never)(over)).to.deep.equal({ kind: 'failed', because: 'late' })
    const nobody = asking({ url: new URL('http://127.0.0.1:9/') })
    expect(await outgoingFor()(nobody)).to.deep.equal({ kind: 'failed', because: 'not reached' })
  })
})
