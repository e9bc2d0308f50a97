import { z } from 'zod'
import { plainLine, plainText } from './inbox/plain-text.ts'

export { plainLine, plainText } from './inbox/plain-text.ts'

/** How much the inbox takes, counted as JavaScript counts signs. */
export const inboxLimits = {
  text: 50_000,
  reply: 10_000,
  subject: 200,
  name: 120,
  address: 320,
  id: 200,
  why: 300,
  tag: { least: 2, most: 24 },
  tags: 10,
} as const

// longer than what is kept, so that a long name does not cost the message
const line = (most: number) =>
  z
    .string()
    .max(2_000)
    .transform(text => plainLine(text, most))

const text = (most: number) =>
  z
    .string()
    .max(most)
    .transform(plainText)
    .refine(words => words !== '', 'It has no text.')

const id = z
  .string()
  .min(1)
  .max(inboxLimits.id)
  .regex(/^[^\p{Cc}]+$/u)

/**
 * A customer's message as a channel hands it over. `externalId` is the message's own, so that a retry makes no double;
 * messages of one `conversationKey` belong together, as those of one chat.
 */
export const delivery = z.strictObject({
  externalId: id,
  conversationKey: id,
  customer: z
    .strictObject({
      name: line(inboxLimits.name).default(''),
      address: line(inboxLimits.address).default(''),
    })
    .default({ name: '', address: '' }),
  subject: line(inboxLimits.subject).default(''),
  text: text(inboxLimits.text),
  at: z.iso.datetime({ offset: true }).optional(),
})
export type Delivery = z.output<typeof delivery>

/** What somebody answers a customer. */
export const replyText = text(inboxLimits.reply)

/** A word by which conversations are found again; one spelling, whoever writes it. */
export const tagWord = z
  .string()
  .max(2_000)
  .transform(word => plainLine(word, 2_000).toLowerCase())
  .refine(word => {
    const { length } = Array.from(word)
    return length >= inboxLimits.tag.least && length <= inboxLimits.tag.most
  }, 'It must have 2 to 24 characters.')

export const inboxEventNames = [
  'conversation.opened',
  'message.received',
  'reply.sent',
  'conversation.closed',
] as const
export type InboxEventName = (typeof inboxEventNames)[number]

/**
 * What add-on code is told of each of them. `message` is the one received or written, null where a conversation was closed;
 * `attempt` counts how often it was to be sent. `by` is who did it: `addon` names one that must not answer itself.
 */
export const inboxEvent = z.strictObject({
  conversation: z.strictObject({
    id: z.string(),
    channel: z.string(),
    key: z.string(),
    customer: z.strictObject({ name: z.string(), address: z.string() }),
    subject: z.string(),
    state: z.enum(['open', 'closed']),
    tags: z.array(z.string()),
    openedAt: z.string(),
  }),
  message: z
    .strictObject({ id: z.string(), text: z.string(), at: z.string(), attempt: z.int().min(0) })
    .nullable(),
  by: z.strictObject({
    kind: z.enum(['customer', 'operator', 'addon']),
    name: z.string(),
    addon: z.string().nullable(),
  }),
})
export type InboxEvent = z.infer<typeof inboxEvent>
