import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  type Decipher,
  hkdfSync,
  randomBytes,
} from 'node:crypto'
import { WrongSetting } from './settings.ts'

/** Seals what a stolen database must not tell, and derives the keys that sign cookies and forms. */
export interface Vault {
  /** `bound` names the row and column, so that a sealed value can't be moved to another place */
  seal: (text: string, bound: string) => string
  open: (sealed: string, bound: string) => string
  /** a fingerprint that only holders of the key can make */
  sign: (text: string, purpose: string) => string
}

/** AES-256-GCM with keys derived from CLIENT_AREA_SECRET_KEY. */
export const vaultOf = (secretKey: string): Vault => {
  const key = derived(secretKey, 'seal')
  return {
    seal(text, bound) {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(bound))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')
    },
    open(sealed, bound) {
      const bytes = Buffer.from(sealed, 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 })
      decipher.setAAD(Buffer.from(bound)).setAuthTag(bytes.subarray(12, 28))
      return finished(decipher, bytes.subarray(28))
    },
    sign: (text, purpose) =>
      createHmac('sha256', derived(secretKey, `sign ${purpose}`))
        .update(text)
        .digest('base64url'),
  }
}

const finished = (decipher: Decipher, body: Buffer) => {
  try {
    return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8')
  } catch (cause) {
    throw new WrongSetting(
      'What is stored can’t be opened: CLIENT_AREA_SECRET_KEY is not the key it was sealed with.',
      { cause },
    )
  }
}

const derived = (secretKey: string, purpose: string) =>
  Buffer.from(hkdfSync('sha256', secretKey, '', `souk client area: ${purpose}`, 32))
