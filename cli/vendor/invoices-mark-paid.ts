import type { Command } from '../command.ts'
import { printCorrected } from './invoices-correct.ts'
import { withBilling } from './with-billing.ts'
import { json } from './with-client-area.ts'

export const invoicesMarkPaid: Command = {
  words: ['invoices', 'mark-paid'],
  about: 'Books an open invoice as paid by other means, as by a bank transfer.',
  positionals: ['NUMBER'],
  options: { json },
  run: (given, [typed = ''], io) =>
    withBilling(io, async ({ office }) => {
      const number = typed.toUpperCase()
      printCorrected(io, given, number, await office.markPaid(number))
    }),
}
