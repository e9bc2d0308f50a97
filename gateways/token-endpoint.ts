import { z } from 'zod'
import { ClientAreaFailure, type Code, type NewTokens, type Tokens } from '../marketplace/client-area.ts'
import { answered } from './client-area-problems.ts'
import { fetchBytes, readJson } from './http.ts'

const limits = { deadline: 10_000, ceiling: 50_000 }
const token = z.string().min(1).max(8_000)

const tokenReply = z.object({
  access_token: token,
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.int().min(1),
  scope: z.string().max(1_000).default(''),
  refresh_token: token.optional(),
  id_token: token.optional(),
})
type TokenReply = z.infer<typeof tokenReply>

const refusal = z.object({ error: z.string() })

interface Needs {
  clientId: string
  clientSecret: string
  callback: string
  now: () => Date
}

/** Getting, renewing and giving back tokens (RFC 6749 sections 4.1.3 and 6, RFC 7009). */
export const tokenEndpointFor = ({ clientId, clientSecret, callback, now }: Needs) => {
  const post = (address: string, form: Record<string, string>) =>
    answered(
      fetchBytes(address, {
        ...limits,
        method: 'POST',
        statuses: [200, 400, 401],
        headers: {
          accept: 'application/json',
          'content-type': 'application/x-www-form-urlencoded',
          authorization: basic(clientId, clientSecret),
        },
        body: new URLSearchParams(form).toString(),
      }),
    )

  const ask = async (address: string, form: Record<string, string>): Promise<TokenReply> => {
    const answer = await post(address, form)
    if (answer.status === 200) return answered((async () => readJson(address, tokenReply, answer))())
    throw refused(answer.body)
  }

  const expiry = (seconds: number) => new Date(now().getTime() + seconds * 1_000).toISOString()

  return {
    async exchange(address: string, { code, verifier }: Code): Promise<NewTokens> {
      const reply = await ask(address, {
        grant_type: 'authorization_code',
        code,
        code_verifier: verifier,
        redirect_uri: callback,
      })
      const { refresh_token: refresh, id_token: idToken } = reply
      if (!refresh || !idToken) throw new ClientAreaFailure('unusable reply', 'refresh or ID token missing')
      return { ...tokensIn(reply, refresh, expiry(reply.expires_in)), idToken }
    },

    async refresh(address: string, refreshToken: string): Promise<Tokens> {
      const reply = await ask(address, { grant_type: 'refresh_token', refresh_token: refreshToken })
      return tokensIn(reply, reply.refresh_token ?? refreshToken, expiry(reply.expires_in))
    },

    async revoke(address: string, refreshToken: string) {
      const { status, body } = await post(address, { token: refreshToken, token_type_hint: 'refresh_token' })
      if (status !== 200) throw refused(body)
    },
  }
}

const tokensIn = (reply: TokenReply, refresh: string, accessExpiresAt: string): Tokens => ({
  access: reply.access_token,
  refresh,
  accessExpiresAt,
  scope: reply.scope,
})

const refused = (body: Buffer) => {
  switch (codeIn(body)) {
    case 'invalid_grant':
      return new ClientAreaFailure('grant refused')
    case 'invalid_client':
    case 'unauthorized_client':
      return new ClientAreaFailure('client refused')
    default:
      return new ClientAreaFailure('unusable reply', 'refused without a known reason')
  }
}

const codeIn = (body: Buffer) => {
  try {
    return refusal.parse(JSON.parse(body.toString('utf8'))).error
  } catch {
    return ''
  }
}

// RFC 6749 section 2.3.1: both parts are form-encoded before they are joined
const basic = (clientId: string, clientSecret: string) =>
  `Basic ${Buffer.from(`${formEncoded(clientId)}:${formEncoded(clientSecret)}`).toString('base64')}`

const formEncoded = (text: string) => new URLSearchParams({ '': text }).toString().slice(1)
