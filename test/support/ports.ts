import { createServer } from 'node:net'

/** A port nobody listens on at this moment; listening on 0 is better wherever the program can be asked afterwards. */
export const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

/** Holds a port until the returned function is called. */
export const occupyPort = () =>
  new Promise<{ port: number; release: () => Promise<void> }>((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const release = () => new Promise<void>(done => server.close(() => done()))
      resolve({ port: typeof address === 'object' && address ? address.port : 0, release })
    })
  })
