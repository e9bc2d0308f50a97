import type { Command } from '../command.ts'
import { printCorrected } from './invoices-correct.ts'
import { withBilling } from './with-billing.ts'
import { json } from './with-client-area.ts'

export const invoicesVoid: Command = {
  words: ['invoices', 'void'],
  about: 'Takes back an invoice that nobody has paid: it is owed no longer.',
  positionals: ['NUMBER'],
  options: { json },
  run: (given, [typed = ''], io) =>
    withBilling(io, async ({ office }) => {
      const number = typed.toUpperCase()
      printCorrected(io, given, number, await office.voidInvoice(number))
    }),
}
