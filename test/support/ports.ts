import { createServer, type Server } from 'node:net'

const listening = () =>
  new Promise<Server>((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve(server))
  })

const portOf = (server: Server) => {
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

const closed = (server: Server) => new Promise<void>(done => server.close(() => done()))

/** Ports nobody listens on at this moment; listening on 0 is better wherever the program can be asked afterwards. */
export const freePorts = async (count: number) => {
  const servers = await Promise.all(Array.from({ length: count }, listening))
  const ports = servers.map(server => String(portOf(server)))
  await Promise.all(servers.map(closed))
  return ports
}

export const freePort = async () => Number((await freePorts(1))[0])

/** Holds a port until the returned function is called. */
export const occupyPort = async () => {
  const server = await listening()
  return { port: portOf(server), release: () => closed(server) }
}
