import { createServer, type Socket } from 'node:net'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { outgoingFor } from '../../gateways/addon-http.ts'
import { until } from '../support/code-panel.ts'

/** Says this to whoever asks, and holds the connection. */
const holding = async () => {
  const open = new Set<Socket>()
  let words = ''
  const server = createServer(socket => {
    open.add(socket)
    socket.on('error', () => socket.destroy()).on('close', () => open.delete(socket))
    socket.once('data', () => socket.write(words))
  })
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  return {
    url: new URL(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`),
    says: (text: string) => void (words = text),
    open,
    async close() {
      for (const socket of open) socket.destroy()
      await new Promise(closed => server.close(closed))
    },
  }
}

describe('A host that means the help desk ill', () => {
  let host: Awaited<ReturnType<typeof holding>>
  before(async () => {
    host = await holding()
  })
  after(() => host.close())

  const ask = (deadline = 5_000) =>
    outgoingFor()({
      method: 'GET',
      url: host.url,
      headers: {},
      body: undefined,
      isAllowed: true,
      deadline,
      signal: new AbortController().signal,
    })

  it('is not waited for without end when it goes over to another protocol', async () => {
    host.says('HTTP/1.1 101 Switching Protocols\r\nUpgrade: other\r\nConnection: Upgrade\r\n\r\n')
    expect(await ask()).to.deep.equal({ kind: 'failed', because: 'not reached' })
    await until(
      () => host.open.size,
      size => size === 0,
    )
  })

  it('holds no connection of the panel open behind a reply that is not read', async () => {
    host.says('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nx')
    expect(await ask()).to.deep.equal({ kind: 'failed', because: 'unreadable' })
    await until(
      () => host.open.size,
      size => size === 0,
    )
  })

  it('is cut when it promises more than it sends', async () => {
    host.says('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx')
    expect(await ask(200)).to.deep.equal({ kind: 'failed', because: 'late' })
    await until(
      () => host.open.size,
      size => size === 0,
    )
  })
})
