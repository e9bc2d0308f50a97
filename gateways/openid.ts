import { createLocalJWKSet, errors, type JSONWebKeySet, jwtVerify } from 'jose'
import { z } from 'zod'
import { ClientAreaFailure, type Provider } from '../marketplace/client-area.ts'
import { answered } from './client-area-problems.ts'
import { fetchJson } from './http.ts'
import { remembered } from './remembered.ts'

const limits = { deadline: 8_000, ceiling: 100_000 }
const hour = 3_600_000
const algorithms = ['ES256', 'RS256', 'PS256', 'EdDSA']

const discovery = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  revocation_endpoint: z.url(),
  jwks_uri: z.url(),
  end_session_endpoint: z.url(),
  authorization_response_iss_parameter_supported: z.boolean().default(false),
})

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(50) })

interface Needs {
  clientAreaUrl: URL
  clientId: string
  now: () => Date
}

/** OpenID Connect Discovery and ID tokens, as far as one known provider needs them. */
export const openIdOf = ({ clientAreaUrl, clientId, now }: Needs) => {
  const issuer = clientAreaUrl.href.replace(/\/$/, '')
  const provider = remembered(hour, now, () => answered(discover(issuer)))
  const keys = remembered(hour / 6, now, async () => answered(fetchKeys((await provider.get()).keys)))

  const verify = async (idToken: string, freshKeys = false) => {
    if (freshKeys) keys.forget()
    return jwtVerify(idToken, createLocalJWKSet(await keys.get()), {
      issuer,
      audience: clientId,
      algorithms,
      requiredClaims: ['sub', 'iat', 'exp', 'nonce'],
      maxTokenAge: '15 minutes',
      clockTolerance: 60,
      currentDate: now(),
    })
  }

  const personIn = async (idToken: string, nonce: string) => {
    const { payload } = await verify(idToken)
      // the provider may have begun to sign with a new key since we asked for them
      .catch((error: unknown) => {
        if (error instanceof errors.JWKSNoMatchingKey) return verify(idToken, true)
        throw error
      })
      .catch((error: unknown) => {
        throw error instanceof errors.JOSEError ? refusalOf(error) : error
      })
    // stops an ID token of another login, or one made for another client, from being slipped in
    const isForUs = payload['azp'] === undefined || payload['azp'] === clientId
    const isOurs = payload['nonce'] === nonce && isForUs
    if (!isOurs || !payload.sub) throw new ClientAreaFailure('unusable reply', 'nonce or azp')
    return payload.sub
  }

  const providerNow = () => {
    provider.forget()
    return provider.get()
  }

  return { provider: provider.get, providerNow, personIn }
}

const discover = async (issuer: string): Promise<Provider> => {
  const { json } = await fetchJson(`${issuer}/.well-known/openid-configuration`, discovery, limits)
  const provider = {
    issuer: json.issuer,
    authorization: json.authorization_endpoint,
    token: json.token_endpoint,
    revocation: json.revocation_endpoint,
    keys: json.jwks_uri,
    endSession: json.end_session_endpoint,
    namesItself: json.authorization_response_iss_parameter_supported,
  }
  const { namesItself: _, ...addresses } = provider
  const { origin } = new URL(issuer)
  // stops a forged document from sending codes, secrets or browsers to somebody else's server
  const areOurs = Object.values(addresses).every(address => new URL(address).origin === origin)
  if (json.issuer !== issuer || !areOurs) throw new ClientAreaFailure('unusable reply', 'issuer')
  return provider
}

const fetchKeys = async (address: string): Promise<JSONWebKeySet> =>
  (await fetchJson(address, keySet, limits)).json

const refusalOf = (error: errors.JOSEError) => {
  const times = error instanceof errors.JWTExpired || error instanceof errors.JWTClaimValidationFailed
  const isTime = times && ['iat', 'exp', 'nbf'].includes(error.claim)
  return new ClientAreaFailure(isTime ? 'clock differs' : 'unusable reply', error.code)
}
