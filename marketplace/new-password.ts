import { randomBytes } from 'node:crypto'

/** A password nobody chose: 120 bits, without letters that look alike in a terminal. */
export const newPassword = () => [...randomBytes(24)].map(byte => letters[byte % letters.length]).join('')

// 32 of them, so that each byte gives every letter equally often
const letters = 'abcdefghijkmnpqrstuvwxyz23456789'
