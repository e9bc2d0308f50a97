import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { Asked } from '../contracts/addon-api.ts'

/** Does the signature fit? Compared in the same time whatever it is. */
export const hmacFits = (
  { algorithm, data, signature, encoding }: Asked<'hmac.verify'>,
  secret: string,
): boolean =>
  areSameBytes(createHmac(algorithm, secret).update(data).digest(), Buffer.from(signature, encoding))

/** Are these the same texts? Compared in the same time whatever they are, also where one is longer. */
export const areSame = (one: string, other: string): boolean =>
  timingSafeEqual(digestOf(one), digestOf(other))

const areSameBytes = (one: Buffer, other: Buffer) =>
  one.length === other.length && timingSafeEqual(one, other)

const digestOf = (text: string) => createHash('sha256').update(text).digest()

/** Signs texts of add-ons: none can sign in the name of another, and nothing else is signed like this. */
export const signaturesBy =
  (secretKey: string) =>
  (addon: string, text: string): string =>
    createHmac('sha256', secretKey)
      .update(JSON.stringify(['signed by', addon, text]))
      .digest('hex')

/** Tells visitors apart for a day without saying who they are. */
export const visitorsBy =
  (secretKey: string, now: () => Date) =>
  (addon: string, network: string): string => {
    const day = now().toISOString().slice(0, 10)
    return createHmac('sha256', secretKey)
      .update(JSON.stringify([day, addon, network]))
      .digest('base64url')
      .slice(0, 22)
  }
