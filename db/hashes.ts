import { createHash } from 'node:crypto'

/** What is stored in place of a token, a session id or a key: it finds its row, and opens nothing if it is stolen. */
export const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')
