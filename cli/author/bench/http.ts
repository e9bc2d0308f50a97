import { outgoingFor } from '../../../gateways/addon-http.ts'
import { type Values, withoutSecrets } from '../../../marketplace/code/placeholders.ts'
import type { Outgoing, OutgoingReply } from '../../../marketplace/code/outgoing.ts'

/** What the add-on asked another server, and what it was told. */
export interface AskedHttp {
  at: string
  method: string
  url: string
  body: string
  told: string
}

interface Around {
  asked: AskedHttp[]
  now: () => Date
  secrets: () => Promise<Values>
  fakeHttp?: { status: number; body: string } | undefined
}

const most = 50
const longest = 2000

/** Asks other servers as a help desk does, or seems to; what was asked is written down, without the secrets in it. */
export const watchedHttp = ({ asked, now, secrets, fakeHttp }: Around): Outgoing => {
  const real = outgoingFor()
  const fake: Outgoing = async () => ({
    kind: 'answered',
    headers: { 'content-type': 'application/json' },
    ...(fakeHttp ?? { status: 200, body: '{}' }),
  })
  const ask = fakeHttp ? fake : real
  return async request => {
    const reply = await ask(request)
    const values = await secrets()
    const clean = (text: string) => withoutSecrets(text, values).slice(0, longest)
    asked.push({
      at: now().toISOString(),
      method: request.method,
      url: clean(request.url.href),
      body: clean(request.body ?? ''),
      told: clean(inShort(reply)),
    })
    asked.splice(0, asked.length - most)
    return reply
  }
}

const inShort = (reply: OutgoingReply) =>
  reply.kind === 'answered' ? `${reply.status} ${reply.body}` : `nothing: ${reply.because}`
