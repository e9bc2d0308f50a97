import type { Cycle } from '../../../contracts/marketplace-api.ts'
import type { Money } from '../records.ts'

/** A movement between two or more books; its lines add up to zero. */
export interface LedgerTransaction extends Money {
  id: string
  time: string
  /** what the buyer sees of it: `issue` and `void` move no money */
  kind: 'issue' | 'void' | 'charge' | 'refund' | 'credit'
  accountId: string
  licenceId: string
  addon: string
  author: string
  cycle: Cycle
  /** number of the invoice or credit note */
  invoice: string | null
  /** the payment's */
  reference: string | null
  lines: LedgerLine[]
}

export interface LedgerLine {
  book: 'receivable' | 'gateway' | 'bank' | 'revenue' | 'tax'
  /** debit positive, credit negative */
  amount: number
  taxLabel: string | null
  taxRate: number | null
}
