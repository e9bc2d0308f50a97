import type { z } from 'zod'
import { accountReply, licenceReply } from '../contracts/marketplace-api.ts'
import { type ClientArea, ClientAreaFailure } from '../marketplace/client-area.ts'
import { answered } from './client-area-problems.ts'
import { fetchBytes, readJson } from './http.ts'
import { openIdOf } from './openid.ts'
import { tokenEndpointFor } from './token-endpoint.ts'

export interface ClientAreaAccess {
  clientAreaUrl: URL
  clientId: string
  clientSecret: string
  /** where the browser returns to, exactly as registered */
  callback: string
  now: () => Date
}

/** The vendor's client area over HTTP. */
export const clientAreaAt = (access: ClientAreaAccess): ClientArea => {
  const { provider, providerNow, personIn } = openIdOf(access)
  const tokens = tokenEndpointFor(access)
  const api = `${access.clientAreaUrl.href.replace(/\/$/, '')}/api/v1`
  return {
    provider,
    providerNow,
    personIn,
    exchange: async code => tokens.exchange((await provider()).token, code),
    refresh: async refreshToken => tokens.refresh((await provider()).token, refreshToken),
    revoke: async refreshToken => tokens.revoke((await provider()).revocation, refreshToken),
    account: accessToken => ask(`${api}/account`, accountReply, accessToken),
    licence: accessToken => ask(`${api}/licence`, licenceReply, accessToken),
  }
}

const ask = <T>(address: string, schema: z.ZodType<T>, accessToken: string) =>
  answered(
    (async () => {
      const answer = await fetchBytes(address, {
        deadline: 8_000,
        ceiling: 200_000,
        statuses: [200, 401],
        headers: { accept: 'application/json', authorization: `Bearer ${accessToken}` },
      })
      if (answer.status === 401) throw new ClientAreaFailure('token refused')
      return readJson(address, schema, answer)
    })(),
  )
