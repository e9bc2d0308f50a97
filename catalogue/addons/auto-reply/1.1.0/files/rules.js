const hour = 3_600_000

/** Fills `{placeholders}` in; one that is not known stays as it was written, an empty one goes with the blank before it. */
export const fill = (text, values) =>
  text.replace(/( ?)\{(\w+)\}/g, (written, blank, name) =>
    Object.hasOwn(values, name) ? values[name] && blank + values[name] : written,
  )

/** Who gets an automatic answer: people, and each only once within the waiting time. */
export const mayAnswer = ({ address, lastAnswered, now, waitHours }) =>
  !isMachine(address) && (lastAnswered === null || isOver(lastAnswered, now, waitHours))

/** Is the waiting time over that began then? */
export const isOver = (since, now, waitHours) => now - since >= waitHours * hour

// Answering an automatic message is how two robots come to write to each other all night.
const isMachine = address =>
  /^(no-?reply|do-?not-?reply|mailer-daemon|postmaster|bounces?)([+\-.]|@)/i.test(address)

/** One word for one customer: the address, or the place they write from where there is none. */
export const customerOf = ({ channel, key, customer }) =>
  Array.from((customer.address.toLowerCase() || `${channel} ${key}`).replace(/[\p{Cc}\p{Cs}]/gu, ''))
    .slice(0, 80)
    .join('')

/** So many dates, the latest first; the first of them is so many days before that moment. */
export const daysBefore = (at, ago, count) =>
  Array.from({ length: count }, (_, i) =>
    new Date(Date.parse(at) - (ago + i) * 24 * hour).toISOString().slice(0, 10),
  )
