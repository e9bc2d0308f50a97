import { plainMoney } from '../formats.ts'

/** What was to be paid, for the record: plain enough for a machine, the same in every language. */
export const priceWords = ({ total, currency, cycle }: { total: number; currency: string; cycle: string }) =>
  `${plainMoney(total, currency)} ${cycle}`
