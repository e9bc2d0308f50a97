import { createServer, type Server } from 'node:net'

const listening = (port: number) =>
  new Promise<Server>((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve(server))
  })

const portOf = (server: Server) => {
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

const closed = (server: Server) => new Promise<void>(done => server.close(() => done()))

// Below those the system hands out by itself: a port found here is not taken by the next outgoing connection. The
// four processes that run test files side by side have a range each.
const width = 2_900
const lowest = 20_000 + (Number(process.env['MOCHA_WORKER_ID'] ?? 0) % 4) * width
let next = (process.pid * 211) % width

const freeOne = async (): Promise<number> => {
  next = (next + 1) % width
  const port = lowest + next
  try {
    await closed(await listening(port))
    return port
  } catch {
    return freeOne()
  }
}

/** Ports nobody listens on at this moment; listening on 0 is better wherever the program can be asked afterwards. */
export const freePorts = async (count: number) => {
  const ports: string[] = []
  while (ports.length < count) ports.push(String(await freeOne()))
  return ports
}

export const freePort = freeOne

/** Holds a port until the returned function is called. */
export const occupyPort = async () => {
  const server = await listening(0)
  return { port: portOf(server), release: () => closed(server) }
}
