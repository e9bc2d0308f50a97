import type { InvoiceLine } from '../../billing/records.ts'
import type { Translate } from '../../messages.ts'

/**
 * What an invoice's line is for, in the reader's language. The line itself is kept as it was issued, in English; what it
 * says beside that stays as it is.
 */
export const lineIn = (t: Translate, { text, cycle }: Pick<InvoiceLine, 'text' | 'cycle'>): string => {
  const [, number, given] = /^Given back of ([\w-]+): (.*)$/s.exec(text) ?? []
  if (number && given)
    return t('invoice.paper.given-back', { number, what: lineIn(t, { text: given, cycle }) })
  const ending = `, ${cycle === 'one-time' ? 'one time' : cycle}`
  if (!text.endsWith(ending)) return text
  return t('cycles.named', { name: text.slice(0, -ending.length), cycle: cycle.replaceAll('-', '_') })
}
