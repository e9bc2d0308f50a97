import type { Command } from '../command.ts'
import { subscriptionData, subscriptionLine } from './billing-lines.ts'
import { accountIdsOf, printList, withBilling } from './with-billing.ts'
import { json } from './with-client-area.ts'

export const subscriptionsShow: Command = {
  words: ['subscriptions', 'show'],
  about: "Shows an account's subscriptions, ended ones too: what each costs, and when it is charged next.",
  positionals: ['ACCOUNT'],
  options: { json },
  run: (given, [account = ''], io) =>
    withBilling(io, async ({ stores, desk }) => {
      const all = await desk.subscriptions(await accountIdsOf(stores, account))
      const subscriptions = all.filter(({ right }) => right.kind === 'recurring')
      printList(io, given, subscriptions, { data: subscriptionData, line: subscriptionLine })
    }),
}
