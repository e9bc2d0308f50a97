import { createHash } from 'node:crypto'

/** SHA-256 as the signed list writes it: in small hexadecimal digits. */
export const sha256Of = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex')
