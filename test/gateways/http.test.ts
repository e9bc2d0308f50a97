import { mkdtemp, open, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { z } from 'zod'
import { fetchBytes, fetchJson, fetchTo, OutOfReach } from '../../gateways/http.ts'
import { type FaultName, faultServer, nobodyAt } from '../support/faults.ts'

const whole = z.strictObject({ kind: z.literal('whole'), words: z.string() })
const limits = { deadline: 400, ceiling: 60_000 }

const reasonOf = async (asked: Promise<unknown>) => {
  const error: unknown = await asked.catch((thrown: unknown) => thrown)
  return error instanceof OutOfReach ? error.reason : error
}

describe('Asking another server', () => {
  let server: Awaited<ReturnType<typeof faultServer>>
  beforeEach(async () => {
    server = await faultServer()
  })
  afterEach(() => server.close())

  for (const way of ['answers well', 'answers in chunks'] as const)
    it(`takes a whole reply that ${way}`, async () => {
      server.now(way)
      const { json } = await fetchJson(server.url, whole, limits)
      expect(json).to.deep.equal({ kind: 'whole', words: 'ok' })
    })

  const refused: [FaultName, string][] = [
    ['never answers', 'timeout'],
    ['hangs up before the reply', 'truncated'],
    ['answers too late', 'timeout'],
    ['fails with 500', 'status-500'],
    ['answers a page', 'unreadable'],
    ['answers nothing', 'unreadable'],
    ['speaks no HTTP', 'unreadable'],
    ['cuts without a length', 'truncated'],
    ['has no length', 'truncated'],
    ['is shorter than its length', 'truncated'],
    ['is longer than its length', 'unreadable'],
    ['has two lengths', 'unreadable'],
    ['has a length and chunks', 'unreadable'],
    ['misses its last chunk', 'truncated'],
    ['drips its body', 'timeout'],
    ['drips its headers', 'timeout'],
    ['has endless headers', 'too-large'],
    ['never ends', 'too-large'],
    ['announces too much', 'too-large'],
    ['unpacks to a bomb', 'unreadable'],
    ['redirects with 302', 'redirected'],
    ['redirects with 307', 'redirected'],
    ['asks who we are', 'status-401'],
    ['forbids it', 'status-403'],
    ['is asked too often', 'status-429'],
    ['is down', 'status-503'],
    ['goes over to another protocol', 'truncated'],
  ]
  for (const [fault, reason] of refused)
    it(`says "${reason}" of a server that ${fault}`, async () => {
      server.now(fault)
      expect(await reasonOf(fetchJson(server.url, whole, limits))).to.equal(reason)
    })

  it('says "refused" where nobody listens, and "name" for a name that does not exist', async () => {
    expect(await reasonOf(fetchBytes(await nobodyAt(), limits))).to.equal('refused')
    expect(
      await reasonOf(fetchBytes('http://no-such-name.invalid', { ...limits, deadline: 5_000 })),
    ).to.equal('name')
  })

  it('says "tls" when the server speaks no TLS', async () => {
    server.now('speaks no HTTP')
    expect(await reasonOf(fetchBytes(server.url.replace('http:', 'https:'), limits))).to.equal('tls')
  })

  it('hands over the statuses that the asker knows how to read', async () => {
    server.now('is asked too often')
    const { status, headers } = await fetchBytes(server.url, { ...limits, statuses: [200, 429] })
    expect(status).to.equal(429)
    expect(headers['retry-after']).to.equal('7')
  })

  it('refuses a reply of another length than was signed', async () => {
    expect(await reasonOf(fetchBytes(server.url, { ...limits, length: 30 }))).to.equal('truncated')
    expect(await reasonOf(fetchBytes(server.url, { ...limits, length: 28 }))).to.equal('too-large')
    expect((await fetchBytes(server.url, { ...limits, length: 29 })).body).to.have.length(29)
  })

  it('never sends a change twice, whatever becomes of it', async () => {
    for (const fault of ['hangs up before the reply', 'redirects with 307', 'fails with 500'] as const) {
      server.now(fault)
      const before = server.requests()
      await reasonOf(fetchBytes(server.url, { ...limits, method: 'POST', body: '{}' }))
      expect(server.requests() - before, fault).to.equal(1)
    }
  })

  it('stops at once when the asker gives up', async () => {
    server.now('never answers')
    const controller = new AbortController()
    const asked = reasonOf(fetchBytes(server.url, { ...limits, deadline: 60_000, signal: controller.signal }))
    controller.abort()
    expect(await asked).to.equal('stopped')
  })
})

describe('Fetching to a file', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'souk-http-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('writes the bytes as they come and says what they were', async () => {
    const server = await faultServer()
    const file = await open(join(folder, 'reply'), 'w')
    const { length, sha256 } = await fetchTo(server.url, file, limits)
    await file.close()
    await server.close()
    expect(length).to.equal(29)
    expect(sha256).to.match(/^[0-9a-f]{64}$/)
    expect(await readFile(join(folder, 'reply'), 'utf8')).to.equal('{"kind":"whole","words":"ok"}')
  })

  it('passes on what went wrong with the file as it is', async () => {
    const server = await faultServer()
    const file = await open(join(folder, 'reply'), 'w')
    await file.close()
    const error: unknown = await fetchTo(server.url, file, limits).catch((thrown: unknown) => thrown)
    await server.close()
    expect(error).not.to.be.instanceOf(OutOfReach)
    expect(error).to.have.property('code', 'EBADF')
  })
})

describe('A kept connection', () => {
  it('is opened anew when the server closed it meanwhile', async () => {
    let connections = 0
    const server = createServer((_req, res) => res.end('{}'))
    server.on('connection', socket => {
      connections += 1
      // closes when the second request comes, which is what a server's idle timeout looks like in a race
      let requests = 0
      socket.on('data', () => ++requests === 2 && socket.destroy())
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
    for (let i = 0; i < 3; i++) expect((await fetchBytes(url, limits)).status).to.equal(200)
    expect(connections).to.be.above(1)
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  })
})
