import { type Command, Failed } from '../command.ts'
import { withBilling } from './with-billing.ts'
import { json, print } from './with-client-area.ts'

export const subscriptionsCancel: Command = {
  words: ['subscriptions', 'cancel'],
  about: 'Ends a subscription at once: nothing of it is charged any more, and the help desk switches it off.',
  positionals: ['ID'],
  options: { json },
  run: (given, [id = ''], io) =>
    withBilling(io, async ({ desk }) => {
      const outcome = await desk.endSubscription(id, 'vendor')
      if (outcome.kind !== 'cancelled') throw new Failed(whyNot(outcome.kind, id))
      const { addon, state, endedAt, endedBecause } = outcome.entitlement
      print(io, given, { id, addon, state, endedAt, endedBecause })
    }),
}

const whyNot = (kind: 'unknown' | 'not recurring', id: string) =>
  kind === 'unknown'
    ? `There is no subscription ${id}: "souk-vendor subscriptions show" lists them.`
    : `${id} is not a subscription: nothing of it is charged again.`
