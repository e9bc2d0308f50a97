import type { IncomingMessage, RequestListener } from 'node:http'

/** A request as the workbench reads it. */
export interface Asked {
  method: string
  path: string
  url: URL
  headers: Record<string, string>
  body: string
  form: Record<string, string | string[]>
}

export interface Reply {
  status: number
  headers?: Record<string, string>
  body?: string
}

const most = 102_400

/** Answers requests of this machine's own browser and programs. */
export const serveWith =
  (origin: () => string, answer: (asked: Asked) => Promise<Reply>): RequestListener =>
  (req, res) => {
    const send = ({ status, headers = {}, body = '' }: Reply) =>
      res.writeHead(status, { ...always, 'content-type': 'text/plain; charset=utf-8', ...headers }).end(body)
    void reply(req, origin(), answer).then(send, (error: unknown) => {
      const words = error instanceof Error ? error.message : String(error)
      send({ status: 500, body: `The workbench could not do that: ${words}\n` })
    })
  }

const always = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  // none at all would make a browser send forms without saying where from
  'referrer-policy': 'same-origin',
}

const reply = async (req: IncomingMessage, origin: string, answer: (asked: Asked) => Promise<Reply>) => {
  const host = req.headers.host ?? ''
  // stops a page from elsewhere that has its own name lead to this machine
  if (host !== new URL(origin).host && host !== new URL(origin).host.replace('127.0.0.1', 'localhost'))
    return { status: 421, body: `This is ${origin}.\n` }
  const url = new URL(req.url ?? '/', origin)
  const isPublic = url.pathname.startsWith('/hooks/')
  const from = req.headers.origin
  // stops a page from elsewhere from sending our forms
  if (!isPublic && req.method === 'POST' && from !== undefined && from !== `http://${host}`)
    return { status: 403, body: 'Forms are taken from this page only.\n' }
  const body = await read(req)
  if (body === undefined) return { status: 413, body: 'This address takes up to 100 KB, as it is.\n' }
  const headers = Object.fromEntries(
    Object.entries(req.headers).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  )
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '')
  return answer({
    method: req.method ?? 'GET',
    path: url.pathname,
    url,
    headers,
    body,
    form: isForm ? formOf(body) : {},
  })
}

const read = async (req: IncomingMessage) => {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of req) {
    length += chunk.length
    if (length <= most) chunks.push(chunk)
  }
  return length > most ? undefined : Buffer.concat(chunks).toString('utf8')
}

const formOf = (body: string) => {
  const fields = new URLSearchParams(body)
  return Object.fromEntries(
    [...new Set(fields.keys())].map(name => {
      const all = fields.getAll(name)
      return [name, all.length > 1 ? all : (all[0] ?? '')]
    }),
  )
}
