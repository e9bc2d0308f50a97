import { secretIn } from '../../../contracts/addon-api.ts'
import type { Handlers } from '../../code.ts'
import { done, refused } from '../answering.ts'
import type { BrokerNeeds } from '../broker.ts'
import { placeholdersOf } from '../placeholders.ts'
import type { CodeAddon } from '../rights.ts'

/** Comparing with a secret setting. One that is not set is like nothing: what comes is not genuine. */
export const secretHandlers = (
  { secrets, hmacFits, areSame, signatureOf }: BrokerNeeds,
  { slug }: CodeAddon,
): Pick<Handlers, 'hmac.verify' | 'secrets.same' | 'sign'> => {
  const placeholderOf = placeholdersOf(signatureOf, slug)
  const valueOf = async (placeholder: string) => {
    const name = secretIn(placeholder)
    return name !== undefined && placeholderOf(name) === placeholder ? secrets.value(slug, name) : undefined
  }
  return {
    async 'hmac.verify'(asked) {
      const secret = await valueOf(asked.secret)
      return secret === undefined ? unset : done(hmacFits(asked, secret))
    },
    async 'secrets.same'({ secret, text }) {
      const value = await valueOf(secret)
      return value === undefined ? unset : done(areSame(value, text))
    },
    sign: async ({ text }) => done(signatureOf(slug, text)),
  }
}

const unset = refused('not found', 'This secret setting is not set.')
