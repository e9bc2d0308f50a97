const hour = 3_600_000

/** Fills `{placeholders}` in; one that is not known stays as it was written. */
export const fill = (text, values) =>
  text.replace(/\{(\w+)\}/g, (written, name) => (Object.hasOwn(values, name) ? values[name] : written))

/** Who gets an automatic answer: people, and each only once within the waiting time. */
export function mayAnswer({ address, headers, lastAnswered, now, waitHours }) {
  if (isMachine(address, headers)) return false
  return lastAnswered === undefined || now - lastAnswered >= waitHours * hour
}

// RFC 3834: answering an automatic message is how two robots come to write to each other all night.
function isMachine(address, headers) {
  const header = name => (headers[name] ?? '').trim().toLowerCase()
  if (header('auto-submitted') !== '' && header('auto-submitted') !== 'no') return true
  if (['bulk', 'junk', 'list'].includes(header('precedence'))) return true
  if (header('list-id') !== '' || header('x-auto-response-suppress') !== '') return true
  return /^(no-?reply|do-?not-?reply|mailer-daemon|postmaster|bounces?)([+\-.]|@)/i.test(address)
}

/** Forgets customers whose waiting time is over. */
export const stillWaiting = (answered, now, waitHours) =>
  Object.fromEntries(Object.entries(answered).filter(([, time]) => now - time < waitHours * hour))

export default {}
