import { WrongUse } from '../command.ts'

/** A date as it was typed: a day (its beginning, or its end), or a moment with its time zone. */
export const momentIn = (name: string, text: string, ofDay: 'begin' | 'end') => {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text)
  const time = ofDay === 'begin' ? '00:00:00.000Z' : '23:59:59.999Z'
  const moment = new Date(day ? `${text}T${time}` : text)
  const isReal = day
    ? !isNaN(+moment) && moment.toISOString().startsWith(text)
    : /T.*(Z|[+-]\d{2}:?\d{2})$/.test(text)
  if (!isReal || isNaN(+moment))
    throw new WrongUse(`--${name} ${text} is not a date such as 2027-01-31 or 2027-01-31T12:00:00Z.`)
  return moment
}
