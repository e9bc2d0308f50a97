/** The text that Twilio signs with the auth token (HMAC-SHA1): the address, then each field with its value, sorted. */
export function signedText(address, fields) {
  const names = Object.keys(fields).toSorted()
  return address + names.map(name => name + fields[name]).join('')
}

/** One spelling of a phone number, with its country code; null for what is none. */
export function spellNumber(typed) {
  const digits = typed.replace(/[\s().\-\/\u2010-\u2015]/g, '').replace(/^00/, '+')
  return /^\+[1-9]\d{6,14}$/.test(digits) ? digits : null
}

/** A text message as the inbox takes it; null where there is nothing to read. Twilio's id makes a retry no double. */
export function readMessage({ MessageSid, From = '', Body = '', NumMedia = '0' }) {
  const pictures = Number(NumMedia) > 0 ? `[${NumMedia} attached, not fetched]` : ''
  const text = [Body.replace(/(?![\n\t])\p{Cc}/gu, '').trim(), pictures].filter(Boolean).join(' ')
  // Short codes and names send advertisements: nobody could answer them.
  const from = spellNumber(From)
  if (!from || !MessageSid || !text) return null
  return { externalId: MessageSid, conversationKey: from, customer: { name: '', address: from }, text }
}
