/**
 * A ticket is the key of one conversation, signed by the help desk, so that nobody else can make one. It stands in the
 * form, where it tells when the form was opened, and in the address under which the visitor reads the answer.
 */
export const newTicket = (now, souk) =>
  signed(`${now.toISOString().slice(0, 10)}-${now.getTime().toString(36)}-${letters(8)}`, souk)

const signed = async (key, souk) => `${key}.${(await souk.sign(`ticket ${key}`)).slice(0, 32)}`

// Told apart by these, and not kept secret by them: it's the signature that can't be guessed.
const letters = count =>
  Array.from({ length: count }, () => Math.floor(Math.random() * 36).toString(36)).join('')

/** The key in a ticket; null if this help desk never gave it out. */
export async function keyIn(ticket = '', souk) {
  const [key] = ticket.split('.')
  const genuine = await signed(key, souk)
  // Signed once more, what is compared can't be guessed letter by letter from the time that it takes.
  return (await souk.sign(ticket)) === (await souk.sign(genuine)) ? key : null
}

const openedAt = key => Number.parseInt(key.split('-')[3], 36)
const aDay = 24 * 3_600_000

/** How long ago a form was opened, in ms; undefined if it was not, or more than a day ago. */
export function ageOf(key, now) {
  const age = key ? now.getTime() - openedAt(key) : aDay
  return age < aDay ? age : undefined
}

export const dayOf = key => key.slice(0, 10)

/** How people name it, on the telephone for example. */
export const referenceOf = key => key.slice(-8).toUpperCase()
