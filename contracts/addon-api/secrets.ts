import { z } from 'zod'

const bare = /^\{\{secret:([A-Za-z0-9_.-]{1,100})(?::[A-Za-z0-9]{1,64})?\}\}$/

/** The name in `{{secret:NAME:TAG}}`, if that is all of the text. */
export const secretIn = (text: string) => bare.exec(text)?.[1]

/**
 * What stands for a secret in the settings that add-on code sees; only the help desk knows the value. Nobody guesses the
 * tag: who writes such a text in a message does not have the secret sent.
 */
export const placeholderOf = (name: string, tag: string) => `{{secret:${name}:${tag}}}`

/** All that anybody may send to a public address: who sends too much is not genuine, and no fault of the add-on. */
const anything = z.string().max(131_072)

const placeholder = z.string().regex(bare, { error: 'say a secret as it stands in the settings' })

/** Comparing with a secret, without seeing it and in the same time whatever is compared. */
export const secrets = {
  'hmac.verify': {
    input: z.strictObject({
      algorithm: z.enum(['sha1', 'sha256']),
      secret: placeholder,
      data: anything,
      signature: anything,
      encoding: z.enum(['hex', 'base64']).default('hex'),
    }),
    output: z.boolean(),
  },
  'secrets.same': {
    input: z.strictObject({ secret: placeholder, text: anything }),
    output: z.boolean(),
  },
  /**
   * 64 hex digits that nobody else can make of this text, the same each time: for what is handed out and has to come back
   * as it was, as an address or a time in a form
   */
  sign: { input: z.strictObject({ text: anything }), output: z.string() },
}
