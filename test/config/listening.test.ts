import { connect } from 'node:net'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { patience, serverOf } from '../../config/listening.ts'

/** Sends these pieces, one every 50 ms, and answers with what came back before the server hung up. */
const crawl = (port: number, pieces: string[]) =>
  new Promise<string>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let heard = ''
    const next = () => socket.write(pieces.shift() ?? '')
    const timer = setInterval(next, 50)
    socket.on('data', piece => (heard += piece.toString()))
    socket.on('close', () => {
      clearInterval(timer)
      resolve(heard)
    })
    socket.on('error', reject)
  })

describe("The panel's server", () => {
  const quick = { headersTimeout: 200, requestTimeout: 400, connectionsCheckingInterval: 50 }
  const server = serverOf((req, res) => void req.resume().on('end', () => res.end('all read')), {
    ...patience,
    ...quick,
  })
  let port = 0
  before(async () => {
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
    const address = server.address()
    port = typeof address === 'object' && address ? address.port : 0
  })
  after(() => new Promise(done => server.close(done)))

  const head = 'POST / HTTP/1.1\r\nHost: x\r\n'

  it('hangs up on whoever sends a request letter by letter', async () => {
    expect(await crawl(port, Array.from(`${head}X-Slow: ${'x'.repeat(200)}`))).to.include('408')
    expect(
      await crawl(port, [`${head}Content-Length: 500\r\n\r\n`, ...Array.from('x'.repeat(400))]),
    ).to.include('408')
  })

  it('takes no head of endless length', async () => {
    expect(await crawl(port, [`${head}X-Long: ${'x'.repeat(20_000)}\r\n\r\n`])).to.include('431')
  })

  it('is less patient than Node by itself', () => {
    expect(patience.headersTimeout).to.be.at.most(15_000)
    expect(patience.requestTimeout).to.be.at.most(60_000)
  })
})
