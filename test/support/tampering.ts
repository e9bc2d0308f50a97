import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { clientArea, type ClientAreaForTests } from './client-area.ts'
import { freePort } from './ports.ts'

interface Reply {
  status: number
  headers: Record<string, string | string[]>
  body: string
}
type Tamper = (reply: Reply) => Reply | 'cut' | Promise<Reply | 'cut'>

export interface TamperedClientArea extends ClientAreaForTests {
  /** changes every reply of this path from now on, or cuts the connection */
  tamperWith: (path: string, tamper: Tamper) => void
  /** answers nothing at all from now on */
  goDown: () => void
  /** answers as the real one does again */
  recover: () => void
  /** bodies of replies so far, before they were changed */
  replies: (path: string) => string[]
}

/** A real client area behind somebody who can change what it says. Its public address is the one in between. */
export const tamperedClientArea = async (panelUrl: string): Promise<TamperedClientArea> => {
  const [port, inner] = [await freePort(), await freePort()]
  const tampers = new Map<string, Tamper>()
  const seen: { path: string; body: string }[] = []
  let down = false

  const answer = async (req: IncomingMessage, res: ServerResponse) => {
    const path = new URL(req.url ?? '/', 'http://x').pathname
    const reply = down ? 'cut' : await replyTo(req, path)
    if (reply === 'cut') res.destroy()
    else send(res, reply)
  }

  const replyTo = async (req: IncomingMessage, path: string) => {
    const genuine = await forward(req, inner)
    seen.push({ path, body: genuine.body })
    return (await tampers.get(path)?.(genuine)) ?? genuine
  }

  const between = createServer((req, res) => void answer(req, res).catch(() => res.destroy()))
  await new Promise<void>(done => between.listen(port, '127.0.0.1', done))
  const area = await clientArea({
    panelUrl,
    env: { CLIENT_AREA_PORT: String(inner), CLIENT_AREA_PUBLIC_URL: `http://127.0.0.1:${port}` },
  })
  return {
    ...area,
    tamperWith: (path, tamper) => void tampers.set(path, tamper),
    goDown: () => void (down = true),
    recover() {
      down = false
      tampers.clear()
    },
    replies: path => seen.filter(one => one.path === path).map(({ body }) => body),
    async stop() {
      between.closeAllConnections()
      await new Promise(done => between.close(done))
      await area.stop()
    },
  }
}

const forward = async (req: IncomingMessage, port: number): Promise<Reply> => {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(Buffer.from(chunk))
  const { host: _, connection: __, 'content-length': ___, ...headers } = req.headers
  const hasBody = !['GET', 'HEAD'].includes(req.method ?? 'GET')
  const response = await fetch(`http://127.0.0.1:${port}${req.url}`, {
    method: req.method ?? 'GET',
    headers: Object.entries(headers).map(([name, value]) => [name, String(value)]),
    redirect: 'manual',
    ...(hasBody ? { body: Buffer.concat(chunks) } : {}),
  })
  return {
    status: response.status,
    headers: { ...Object.fromEntries(response.headers), 'set-cookie': response.headers.getSetCookie() },
    body: await response.text(),
  }
}

const send = (res: ServerResponse, { status, headers, body }: Reply) => {
  const { 'content-length': _, 'transfer-encoding': __, ...others } = headers
  res.writeHead(status, { ...others, 'content-length': Buffer.byteLength(body) }).end(body)
}
