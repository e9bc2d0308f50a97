import type { SyncNeeds } from './needs.ts'

/** Reads what was charged, renewals too, for the chart of spending. It is no ground to switch anything, and may fail. */
export const readCharges = async ({ connection, market, charges, log }: SyncNeeds) => {
  const answer = await connection.access(token => market.invoices(token))
  if (answer.kind === 'answer') await charges.take(answer.value)
  else if (answer.kind === 'failed') log.warn({ why: answer.failure.message }, 'invoices could not be read')
}
