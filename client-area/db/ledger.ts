import type { LedgerLine, LedgerTransaction } from '../billing/records.ts'
import type { Ledger } from '../billing/stores.ts'
import type { Work } from './index.ts'
import { nextIn } from './series.ts'
import { numberOrNull, type Row, type Shape, tableIn } from './tables.ts'

type Head = Omit<LedgerTransaction, 'lines'>

const shape: Shape<Head> = {
  name: 'ledger_transactions',
  columns: {
    id: 'id',
    time: 'time',
    kind: 'kind',
    accountId: 'account_id',
    licenceId: 'licence_id',
    addon: 'addon',
    author: 'author',
    cycle: 'cycle',
    currency: 'currency',
    amount: 'amount',
    invoice: 'invoice',
    reference: 'reference',
  },
  read: row => ({ ...row, amount: Number(row.amount) }),
}

export const ledgerIn = (work: Work): Ledger => {
  const table = tableIn(work, shape)
  return {
    async add({ lines, ...head }) {
      refuseUnbalanced(lines)
      await table.add(head, { sequence: await nextIn(work, 'ledger') })
      await work('ledger_lines').insert(lines.map((line, n) => lineRow(head, line, n)))
    },
    async all({ licenceId, accountId } = {}) {
      const wanted = {
        ...(licenceId !== undefined && { licence_id: licenceId }),
        ...(accountId !== undefined && { account_id: accountId }),
      }
      const heads = await table.list(rows => rows.where(wanted).orderBy('sequence'))
      const lines = await linesOf(work, wanted)
      return heads.map(head => ({ ...head, lines: lines.get(head.id) ?? [] }))
    },
  }
}

// stops money from appearing or vanishing: what one book gains, another one loses
const refuseUnbalanced = (lines: LedgerLine[]) => {
  const sum = lines.reduce((total, { amount }) => total + amount, 0)
  const whole = lines.every(({ amount }) => Number.isSafeInteger(amount))
  if (!whole || sum !== 0 || lines.length < 2)
    throw new Error(`These lines of the ledger add up to ${sum}, and must to 0.`)
}

const lineRow = (head: Head, { book, amount, taxLabel, taxRate }: LedgerLine, n: number) => ({
  transaction_id: head.id,
  n,
  book,
  amount,
  currency: head.currency,
  addon: head.addon,
  author: head.author,
  licence_id: head.licenceId,
  tax_label: taxLabel,
  tax_rate: taxRate,
})

const linesOf = async (work: Work, wanted: object) => {
  const rows: Row<LedgerLine & { transaction: string }>[] = await work('ledger_lines')
    .whereIn('transaction_id', work('ledger_transactions').where(wanted).select('id'))
    .select({
      transaction: 'transaction_id',
      book: 'book',
      amount: 'amount',
      taxLabel: 'tax_label',
      taxRate: 'tax_rate',
    })
    .orderBy(['transaction_id', 'n'])
  const lines = new Map<string, LedgerLine[]>()
  for (const { transaction, ...row } of rows) {
    const line = { ...row, amount: Number(row.amount), taxRate: numberOrNull(row.taxRate) }
    lines.set(transaction, [...(lines.get(transaction) ?? []), line])
  }
  return lines
}
