import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One address of a panel, whoever stands behind it now. */
export const openStand = async () => {
  const away: RequestListener = (_, res) => void res.writeHead(503).end()
  let answer = away
  const server = createServer((req, res) => answer(req, res))
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    serve: (listener: RequestListener) => void (answer = listener),
    /** nobody stands there, and who was talking is cut off */
    leave() {
      answer = away
      server.closeAllConnections()
    },
    close() {
      server.closeAllConnections()
      return new Promise<void>(done => server.close(() => done()))
    },
  }
}
export type Stand = Awaited<ReturnType<typeof openStand>>
