import { randomBytes } from 'node:crypto'
import type { FirstOperatorLinks } from '../marketplace/first-operator.ts'
import { hashOf } from './hashes.ts'
import type { Database } from './index.ts'

/** One-time links for the very first operator, by the hash of their token. */
export const firstOperatorLinksIn = ({ knex }: Database, now: () => Date): FirstOperatorLinks => {
  const valid = (token: string) =>
    knex('first_operator_links')
      .where('token_hash', hashOf(token))
      .where('expires_at', '>', now().toISOString())
  return {
    async make(hours) {
      const token = randomBytes(32).toString('base64url')
      const expiresAt = new Date(now().getTime() + hours * 3_600_000).toISOString()
      // an older link, perhaps in a log somebody else reads, ends with the new one
      await knex('first_operator_links').delete()
      await knex('first_operator_links').insert({ token_hash: hashOf(token), expires_at: expiresAt })
      return token
    },
    isValid: async token => (await valid(token).first()) !== undefined,
    use: async token => (await valid(token).delete()) === 1,
  }
}
