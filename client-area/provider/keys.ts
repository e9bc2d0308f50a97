import { generateKeyPairSync, randomUUID } from 'node:crypto'
import type { JWK } from 'oidc-provider'
import type { SigningKeys } from '../db/signing-keys.ts'

/** The keys that sign ID tokens, newest first; the first one is made at the first start. */
export const signingKeysOf = async (stored: SigningKeys): Promise<JWK[]> => {
  const before = await stored.all()
  if (before.length === 0) await stored.add(newKey())
  return (before.length === 0 ? await stored.all() : before).map(({ jwk }) => readJwk(jwk))
}

const newKey = () => {
  const id = randomUUID()
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return {
    id,
    jwk: JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid: id, use: 'sig', alg: 'ES256' }),
  }
}

const readJwk = (text: string): JWK => JSON.parse(text)
