import type { BillingRun, BillingStep } from '../../client-area/billing/backend.ts'
import { type Command, Failed } from '../command.ts'
import { momentIn } from './moments.ts'
import { moneyText } from './money.ts'
import { withBilling } from './with-billing.ts'
import { json } from './with-client-area.ts'

export const billCommand: Command = {
  words: ['bill'],
  about:
    'Does everything that falls due until a date, in the order of time: renewals, retries, suspensions, ends.',
  options: {
    until: { type: 'string', about: 'the last day, or a moment such as 2027-01-31T12:00:00Z (now)' },
    json,
  },
  run: (given, _, io) =>
    withBilling(io, async ({ office, now }) => {
      const { until } = given
      const run = await office.bill(typeof until === 'string' ? momentIn('until', until, 'end') : now())
      io.out(given['json'] ? `${JSON.stringify(run, null, 2)}\n` : textOf(run))
      if (run.troubles.length > 0)
        throw new Failed('Not everything could be done: the reasons are above, and the next run tries again.')
    }),
}

const textOf = ({ steps, renewed, failed, suspended, ended, voided }: BillingRun) =>
  [
    ...steps.map(lineOf),
    `renewed ${renewed}, failed ${failed}, suspended ${suspended}, ended ${ended}, voided ${voided}`,
    '',
  ].join('\n')

const lineOf = ({ at, what, addon, invoice, total, currency }: BillingStep) =>
  [at, what, addon, invoice ?? '', total === null || currency === null ? '' : moneyText(total, currency)]
    .join('  ')
    .trimEnd()
