import type { LedgerTransaction } from '../../client-area/billing/records.ts'
import type { Command } from '../command.ts'
import { moneyText } from './money.ts'
import { printList, withBilling } from './with-billing.ts'
import { json } from './with-client-area.ts'

export const ledgerCommand: Command = {
  words: ['ledger'],
  about: 'Shows every charge, refund and credit note, oldest first.',
  options: {
    all: { type: 'boolean', about: 'also what moves no money: invoices issued and void' },
    json,
  },
  run: (given, _, io) =>
    withBilling(io, async ({ office }) => {
      const all = await office.ledger()
      const shown = given['all'] ? all : all.filter(({ kind }) => kind !== 'issue' && kind !== 'void')
      printList(io, given, shown, { data: entryData, line: entryLine })
    }),
}

const entryData = (entry: LedgerTransaction) => ({
  id: entry.id,
  time: entry.time,
  account: entry.accountId,
  licence: entry.licenceId,
  addon: entry.addon,
  cycle: entry.cycle,
  kind: entry.kind,
  amount: entry.amount,
  currency: entry.currency,
  invoice: entry.invoice,
  reference: entry.reference,
})

const entryLine = ({ time, kind, amount, currency, addon, cycle, invoice }: LedgerTransaction) =>
  [time, kind.padEnd(6), moneyText(amount, currency).padStart(14), addon, cycle, invoice ?? ''].join('  ')
