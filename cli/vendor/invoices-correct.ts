import type { Correcting } from '../../client-area/billing/backend.ts'
import { Failed, type Given, type Io } from '../command.ts'
import { invoiceData, invoiceLine } from './billing-lines.ts'

/** Prints the invoice as it is now, or says why nothing was changed. */
export const printCorrected = (io: Io, given: Given, number: string, outcome: Correcting) => {
  if (outcome.kind !== 'done') throw new Failed(refusals[outcome.kind](number))
  const { invoice } = outcome
  io.out(given['json'] ? `${JSON.stringify(invoiceData(invoice), null, 2)}\n` : `${invoiceLine(invoice)}\n`)
}

const look = (number: string) => `"souk-vendor invoices show ${number}" tells its state`

const refusals: Record<Exclude<Correcting['kind'], 'done'>, (number: string) => string> = {
  unknown: number => `There is no invoice ${number}.`,
  'not open': number => `${number} is not open, so nothing was changed: ${look(number)}.`,
  'not paid': number => `${number} has nothing to give back, so nothing was changed: ${look(number)}.`,
  'too much': number => `That is more than is left of ${number}, so nothing was given back: ${look(number)}.`,
}
