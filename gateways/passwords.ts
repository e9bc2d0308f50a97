import { randomBytes } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import { type Passwords, plainPassword } from '../marketplace/passwords.ts'

// argon2id, 19 MiB, two passes: OWASP's first choice
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Hashes and checks passwords. */
export const argon2Passwords = (): Passwords => {
  let nobodys: Promise<string> | undefined
  const hashed = (password: string) => hash(plainPassword(password), cost)
  return {
    hash: hashed,
    async matches(password, kept) {
      // stops finding out who exists by the time an answer takes: nobody's password takes as long to check
      const against = kept ?? (await (nobodys ??= hashed(randomBytes(16).toString('hex'))))
      return (await verify(against, plainPassword(password))) && kept !== undefined
    },
  }
}
