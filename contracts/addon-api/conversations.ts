import { z } from 'zod'
import { delivery, inboxEvent, replyText, tagWord } from '../inbox.ts'

const conversation = z.string().min(1).max(200)

/** What is told of something in the inbox: `events[name](event, souk)`, in order within one conversation. */
export const toldEvent = z.strictObject({ name: z.string(), at: z.string(), ...inboxEvent.shape })
export type ToldEvent = z.infer<typeof toldEvent>

/**
 * What a channel answers to `reply.sent` of its own conversation: nothing once it has sent it, or why it never can.
 * What it throws is tried again later.
 */
export const sendingAnswer = z.object({ failed: z.string().min(1).max(300) })

/** Each by what `permissions.inbox` declares, but for `deliver`, which is every channel's: a channel in its own conversations, a plugin in all of them. */
export const inbox = {
  'inbox.deliver': {
    input: delivery,
    /** `isNew` is false for a message that was delivered before */
    output: z.strictObject({ conversation, message: z.string(), isNew: z.boolean() }),
  },
  'inbox.reply': {
    input: z.strictObject({ conversation, text: replyText }),
    output: z.strictObject({ message: z.string() }),
  },
  'inbox.tag': { input: z.strictObject({ conversation, tag: tagWord }), output: z.null() },
  'inbox.untag': { input: z.strictObject({ conversation, tag: tagWord }), output: z.null() },
  'inbox.close': { input: z.strictObject({ conversation }), output: z.null() },
  'inbox.find': {
    input: z.strictObject({
      words: z.string().max(200).default(''),
      /** `waiting`: for an answer to the customer */
      state: z.enum(['waiting', 'open', 'closed', 'all']).default('all'),
      tag: z.string().max(100).default(''),
      page: z.int().min(1).default(1),
    }),
    output: z.strictObject({
      total: z.int(),
      page: z.int(),
      pages: z.int(),
      conversations: z.array(
        z.strictObject({
          ...inboxEvent.shape.conversation.shape,
          changedAt: z.string(),
          latest: z.strictObject({
            text: z.string(),
            at: z.string(),
            from: z.enum(['customer', 'help desk']),
          }),
        }),
      ),
    }),
  },
}
