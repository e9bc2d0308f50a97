import type { ServerResponse } from 'node:http'
import { type Fault, type Reply, send } from './tampering.ts'

/** The fault alphabet of what a client area can do to a call, by its code and in words. */
export const networkFaults = {
  'N1 never answers': () => {},
  'N2 does it, and cuts': async (res, effect) => {
    await effect()
    res.destroy()
  },
  'N3 does it, and answers too late': async (res, effect) => {
    const reply = await effect()
    setTimeout(() => send(res, reply), 4_000).unref()
  },
  'N4 fails with 500': (res: ServerResponse) => plain(res, 500),
  'N5 does it, and says 500': async (res, effect) => {
    await effect()
    plain(res, 500)
  },
  'N6 does it, and answers a page': async (res, effect) => {
    await effect()
    plain(res, 200, '<h1>Thank you</h1>', { 'content-type': 'text/html' })
  },
  'N6 does it, and answers nothing': async (res, effect) => {
    await effect()
    plain(res, 200)
  },
  'N7 does it, and cuts the reply in the middle': async (res, effect) => {
    const half = halfOf(await effect())
    raw(res, `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n${half}`)
  },
  'N8 does it, and says too long a length': async (res, effect) => {
    const { body } = await effect()
    raw(res, `HTTP/1.1 200 OK\r\nContent-Length: ${body.length + 90}\r\n\r\n${body}`)
  },
  'N8 does it, and says too short a length': async (res, effect) => {
    const { body } = await effect()
    raw(res, `HTTP/1.1 200 OK\r\nContent-Length: ${body.length - 9}\r\n\r\n${body}`)
  },
  'N8 does it, and says two lengths': async (res, effect) => {
    const { body } = await effect()
    raw(res, `HTTP/1.1 200 OK\r\nContent-Length: 9\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
  },
  'N9 does it, and drips': async (res, effect) => {
    const { body } = await effect()
    res.writeHead(200, { 'content-length': Buffer.byteLength(body) })
    let at = 0
    const timer = setInterval(() => void res.write(body[at++] ?? ' '), 100)
    res.once('close', () => clearInterval(timer))
  },
  'N10 does it, and never ends': async (res, effect) => {
    await effect()
    res.writeHead(200)
    const timer = setInterval(() => void res.write('x'.repeat(16_384)), 1)
    res.once('close', () => clearInterval(timer))
  },
  'N11 sends elsewhere with 302': (res: ServerResponse) => plain(res, 302, '', elsewhere),
  'N11 sends elsewhere with 307': (res: ServerResponse) => plain(res, 307, '', elsewhere),
  'N12 asks who we are': (res: ServerResponse) => plain(res, 401),
  'N12 forbids it': (res: ServerResponse) => plain(res, 403),
  'N12 is asked too often': (res: ServerResponse) => plain(res, 429, '', { 'retry-after': '1' }),
  'N12 is down': (res: ServerResponse) => plain(res, 503),
} satisfies Record<string, Fault>
export type NetworkFault = keyof typeof networkFaults
export const everyFault = Object.keys(networkFaults) as NetworkFault[]

/** One of each sort, where the answer decides less; the whole alphabet with FAULTS=all. */
export const triedFaults =
  process.env['FAULTS'] === 'all'
    ? everyFault
    : everyFault.filter(name => /page|500|drips|forbids|and cuts$/.test(name))

const elsewhere = { location: 'http://127.0.0.1:9/elsewhere' }

const plain = (res: ServerResponse, status: number, body = '', headers: Record<string, string> = {}) =>
  void res.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers }).end(body)

const raw = (res: ServerResponse, text: string) => void res.socket?.end(text)

const halfOf = ({ body }: Reply) => body.slice(0, body.length / 2)

/** The fault the first so many times, the real thing from then on. */
export const onlyFirst =
  (fault: Fault, count = 1): Fault =>
  async (res, effect, times) => {
    if (times <= count) await fault(res, effect, times)
    else send(res, await effect())
  }

/** N13: does it, and says something else about it. */
export const lies =
  (lie: (body: Record<string, unknown>) => Record<string, unknown>): Fault =>
  async (res, effect) => {
    const reply = await effect()
    send(res, { ...reply, body: JSON.stringify(lie(JSON.parse(reply.body) as Record<string, unknown>)) })
  }
