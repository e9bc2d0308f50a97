import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import type { Place, Vault } from '../marketplace/secrets.ts'

const cipher = 'aes-256-gcm'
const ivLength = 12
const tagLength = 16

/** Seals with AES-256-GCM under a key made from SECRET_KEY, which never lies in the database. */
export const vaultWith = (secretKey: string): Vault => {
  const key = derive(secretKey, 'key', 32)
  const prefix = `v1.${derive(secretKey, 'key id', 6).toString('base64url')}.`
  return {
    seal: (text, place) => prefix + encrypt(key, text, place).toString('base64url'),
    open: (sealed, place) => {
      if (!sealed.startsWith(prefix)) return { kind: 'unreadable' }
      return decrypt(key, Buffer.from(sealed.slice(prefix.length), 'base64url'), place)
    },
  }
}

const derive = (secretKey: string, purpose: string, length: number) =>
  Buffer.from(hkdfSync('sha256', secretKey, '', `souk vault ${purpose}`, length))

const encrypt = (key: Buffer, text: string, place: Place) => {
  const iv = randomBytes(ivLength)
  const sealing = createCipheriv(cipher, key, iv, { authTagLength: tagLength }).setAAD(bindingTo(place))
  const body = Buffer.concat([sealing.update(text, 'utf8'), sealing.final()])
  return Buffer.concat([iv, sealing.getAuthTag(), body])
}

const decrypt = (key: Buffer, bytes: Buffer, place: Place) => {
  try {
    const iv = bytes.subarray(0, ivLength)
    const opening = createDecipheriv(cipher, key, iv, { authTagLength: tagLength })
      .setAAD(bindingTo(place))
      .setAuthTag(bytes.subarray(ivLength, ivLength + tagLength))
    const body = Buffer.concat([opening.update(bytes.subarray(ivLength + tagLength)), opening.final()])
    return { kind: 'open' as const, text: body.toString('utf8') }
  } catch {
    return { kind: 'unreadable' as const }
  }
}

// stops a sealed text from being copied into another row or column by whoever can write to the database
const bindingTo = ({ table, row, column }: Place) => Buffer.from(JSON.stringify([table, row, column]))
