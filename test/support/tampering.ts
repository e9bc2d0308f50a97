import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { clientArea, type ClientAreaForTests, type ClientAreaOptions } from './client-area.ts'
import { freePort } from './ports.ts'

export interface Reply {
  status: number
  headers: Record<string, string | string[]>
  body: string
  /** as it came, where the body is not text */
  bytes?: Buffer
}
type Tamper = (reply: Reply) => Reply | 'cut' | Promise<Reply | 'cut'>

/** What happens to one request: `effect` has it done by the real client area, and answers with what that said. */
export type Fault = (res: ServerResponse, effect: () => Promise<Reply>, times: number) => Promise<void> | void

/** Requests by method and path, as `POST /api/v1/purchases`. */
export type Which = RegExp

/** Somebody between the help desk and the client area, who can change what either hears. */
export interface Between {
  /** changes every reply of this path from now on, or cuts the connection */
  tamperWith: (path: string, tamper: Tamper) => void
  /** does that to every request that fits from now on; the newest rule wins */
  failWith: (which: Which, fault: Fault) => void
  /** nobody listens any more: connections are refused, until `listen` */
  refuse: () => void
  listen: () => Promise<void>
  /** both, around some work */
  refuseDuring: <T>(work: () => Promise<T>) => Promise<T>
  /** every request so far: method and path */
  asked: () => string[]
  /** answers nothing at all from now on */
  goDown: () => void
  /** answers as the real one does again */
  recover: () => void
  /** bodies of replies so far, before they were changed */
  replies: (path: string) => string[]
}

export interface TamperedClientArea extends ClientAreaForTests, Between {}

/** A real client area behind somebody who can change what it says. Its public address is the one in between. */
export const tamperedClientArea = async (
  panelUrl: string,
  { env = {}, ...options }: Omit<ClientAreaOptions, 'panelUrl'> = {},
): Promise<TamperedClientArea> => {
  const [port, inner] = [await freePort(), await freePort()]
  const between = await somebodyBetween(port, inner)
  const area = await clientArea({
    panelUrl,
    ...options,
    env: { ...env, CLIENT_AREA_PORT: String(inner), CLIENT_AREA_PUBLIC_URL: `http://127.0.0.1:${port}` },
  })
  return {
    ...area,
    ...between,
    async stop() {
      await between.close()
      await area.stop()
    },
  }
}

/** Listens at `port`, and hands on to `inner` what no rule is about. */
export const somebodyBetween = async (
  port: number,
  inner: number,
): Promise<Between & { close: () => Promise<void> }> => {
  const tampers = new Map<string, Tamper>()
  const seen: { path: string; body: string }[] = []
  const rules: { which: Which; fault: Fault; times: number }[] = []
  const asked: string[] = []
  let down = false

  const answer = async (req: IncomingMessage, res: ServerResponse) => {
    const path = new URL(req.url ?? '/', 'http://x').pathname
    const request = `${req.method} ${req.url}`
    asked.push(request)
    const rule = rules.findLast(({ which }) => which.test(request))
    const body = await bodyOf(req)
    if (rule) return rule.fault(res, () => forward(req, body, inner), ++rule.times)
    const reply = down ? 'cut' : await replyTo(req, body, path)
    if (reply === 'cut') res.destroy()
    else send(res, reply)
  }

  const replyTo = async (req: IncomingMessage, body: Buffer, path: string) => {
    const genuine = await forward(req, body, inner)
    seen.push({ path, body: genuine.body })
    return (await tampers.get(path)?.(genuine)) ?? genuine
  }

  const server = createServer((req, res) => void answer(req, res).catch(() => res.destroy()))
  const refuse = () => {
    server.close()
    server.closeAllConnections()
  }
  const listen = () => new Promise<void>(done => server.listen(port, '127.0.0.1', done))
  await listen()
  return {
    refuse,
    listen,
    async refuseDuring(work) {
      refuse()
      try {
        return await work()
      } finally {
        await listen()
      }
    },
    tamperWith: (path, tamper) => void tampers.set(path, tamper),
    failWith: (which, fault) => void rules.push({ which, fault, times: 0 }),
    asked: () => [...asked],
    goDown: () => void (down = true),
    recover() {
      down = false
      tampers.clear()
      rules.length = 0
    },
    replies: path => seen.filter(one => one.path === path).map(({ body }) => body),
    close() {
      server.closeAllConnections()
      return new Promise<void>(done => server.close(() => done()))
    },
  }
}

const bodyOf = async (req: IncomingMessage) => {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

const forward = async (req: IncomingMessage, body: Buffer, port: number): Promise<Reply> => {
  const { host: _, connection: __, 'content-length': ___, ...headers } = req.headers
  const hasBody = !['GET', 'HEAD'].includes(req.method ?? 'GET')
  const response = await fetch(`http://127.0.0.1:${port}${req.url}`, {
    method: req.method ?? 'GET',
    headers: Object.entries(headers).map(([name, value]) => [name, String(value)]),
    redirect: 'manual',
    ...(hasBody ? { body } : {}),
  })
  const bytes = Buffer.from(await response.arrayBuffer())
  return {
    status: response.status,
    headers: { ...Object.fromEntries(response.headers), 'set-cookie': response.headers.getSetCookie() },
    body: bytes.toString('utf8'),
    bytes,
  }
}

/** Sends a reply on, with the bytes as they came, unpacked, unless the text was changed. */
export const send = (res: ServerResponse, { status, headers, body, bytes }: Reply) => {
  const { 'content-length': _, 'transfer-encoding': __, 'content-encoding': ___, ...others } = headers
  const sent = bytes?.toString('utf8') === body ? bytes : Buffer.from(body)
  res.writeHead(status, { ...others, 'content-length': sent.length }).end(sent)
}
