import { sha256Of } from '../contracts/sha256.ts'

/** What is stored in place of a token, a session id or a key: it finds its row, and opens nothing if it is stolen. */
export const hashOf = (text: string) => sha256Of(text)
