import { createServer, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { freePort } from './ports.ts'

const json = '{"kind":"whole","words":"ok"}'
const head = (status: string, ...lines: string[]) => ['HTTP/1.1 ' + status, ...lines, '', ''].join('\r\n')
const jsonHead = (...lines: string[]) => head('200 OK', 'Content-Type: application/json', ...lines)
const whole = jsonHead(`Content-Length: ${json.length}`) + json

type Fault = (socket: Socket) => void
const ends =
  (text: string | Buffer): Fault =>
  socket =>
    void socket.end(text)
const status = (line: string, ...headers: string[]) => ends(head(line, ...headers, 'Content-Length: 0'))

const every = (ms: number, socket: Socket, say: () => void) => {
  const timer = setInterval(say, ms)
  socket.once('close', () => clearInterval(timer))
}

const drip =
  (begin: string, text: string): Fault =>
  socket => {
    socket.write(begin)
    let at = 0
    every(40, socket, () => void socket.write(text[at++ % text.length] ?? ''))
  }

const bomb = () => {
  const small = gzipSync(Buffer.alloc(30_000_000))
  return Buffer.concat([
    Buffer.from(jsonHead('Content-Encoding: gzip', `Content-Length: ${small.length}`)),
    small,
  ])
}

/** What a server can do to us, by name; each is given the socket once a request has been read. */
export const faults = {
  'answers well': ends(whole),
  'answers in chunks': ends(`${jsonHead('Transfer-Encoding: chunked')}1d\r\n${json}\r\n0\r\n\r\n`),
  'never answers': () => {},
  'hangs up before the reply': socket => void socket.destroy(),
  'answers too late': socket => void setTimeout(() => socket.end(whole), 5_000).unref(),
  'fails with 500': status('500 Internal Server Error'),
  'answers a page': ends(`${head('200 OK', 'Content-Length: 14', 'Content-Type: text/html')}<h1>hello</h1>`),
  'answers nothing': ends(jsonHead('Content-Length: 0')),
  'speaks no HTTP': ends('hello there, this is no HTTP\r\n\r\n'),
  'cuts without a length': ends(jsonHead('Connection: close') + json.slice(0, 12)),
  'has no length': ends(jsonHead('Connection: close') + json),
  'is shorter than its length': ends(jsonHead('Content-Length: 900') + json),
  'is longer than its length': ends(jsonHead('Content-Length: 12') + json),
  'has two lengths': ends(jsonHead('Content-Length: 29', 'Content-Length: 12') + json),
  'has a length and chunks': ends(
    `${jsonHead('Content-Length: 29', 'Transfer-Encoding: chunked')}1d\r\n${json}\r\n0\r\n\r\n`,
  ),
  'misses its last chunk': ends(`${jsonHead('Transfer-Encoding: chunked')}1d\r\n${json}\r\n`),
  'drips its body': drip(jsonHead('Content-Length: 50000'), json),
  'drips its headers': drip('HTTP/1.1 200 OK\r\nX-Slow: ', 'abc'),
  'has endless headers': socket => {
    socket.write('HTTP/1.1 200 OK\r\n')
    every(1, socket, () => void socket.write(`X-More: ${'a'.repeat(4000)}\r\n`))
  },
  'never ends': socket => {
    socket.write(jsonHead('Transfer-Encoding: chunked'))
    every(1, socket, () => void socket.write(`4000\r\n${'a'.repeat(0x4000)}\r\n`))
  },
  'announces too much': ends(jsonHead('Content-Length: 99999999999') + json),
  'unpacks to a bomb': socket => void socket.end(bomb()),
  'redirects with 302': status('302 Found', 'Location: http://127.0.0.1:9/elsewhere'),
  'redirects with 307': status('307 Temporary Redirect', 'Location: http://127.0.0.1:9/elsewhere'),
  'asks who we are': status('401 Unauthorized'),
  'forbids it': status('403 Forbidden'),
  'is asked too often': status('429 Too Many Requests', 'Retry-After: 7'),
  'is down': status('503 Service Unavailable'),
  'goes over to another protocol': ends(
    head('101 Switching Protocols', 'Upgrade: souk', 'Connection: Upgrade') + json,
  ),
} satisfies Record<string, Fault>

export type FaultName = keyof typeof faults

/** A server on a free port that does one of the faults to every request; `now()` changes which. */
export const faultServer = async () => {
  let fault: FaultName = 'answers well'
  let requests = 0
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    socket.once('data', () => {
      requests += 1
      faults[fault](socket)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    now: (name: FaultName) => void (fault = name),
    requests: () => requests,
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise<void>(resolve => server.close(() => resolve()))
    },
  }
}

/** An address at which nobody listens. */
export const nobodyAt = async () => `http://127.0.0.1:${await freePort()}`
