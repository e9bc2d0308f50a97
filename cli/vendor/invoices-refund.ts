import { type Command, Failed } from '../command.ts'
import { printCorrected } from './invoices-correct.ts'
import { amountIn } from './money.ts'
import { withBilling } from './with-billing.ts'
import { json } from './with-client-area.ts'

export const invoicesRefund: Command = {
  words: ['invoices', 'refund'],
  about:
    'Gives money of a paid invoice back, with a credit note. In full, it also ends what was bought, after 14 days.',
  positionals: ['NUMBER'],
  options: {
    amount: { type: 'string', about: 'how much, as 5.00; default: all that is left' },
    json,
  },
  run: (given, [typed = ''], io) =>
    withBilling(io, async ({ desk, office }) => {
      const number = typed.toUpperCase()
      const found = await desk.invoiceNumbered(number)
      if (!found) throw new Failed(`There is no invoice ${number}.`)
      const { amount } = given
      const part = typeof amount === 'string' ? amountIn(amount, found.invoice.currency) : undefined
      printCorrected(io, given, number, await office.refund(number, part))
    }),
}
