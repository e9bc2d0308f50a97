/**
 * Asks Twilio's API. `refused`: it will not do that, also later. Throws what may go well another time. The auth token in
 * the settings is a placeholder: the help desk puts the real one in.
 */
export async function ask(method, path, fields, souk) {
  const { server = 'https://api.twilio.com', accountSid = '', authToken = '' } = souk.settings
  const { status, body } = await souk.http({
    method,
    url: `${server.replace(/\/+$/, '')}/2010-04-01/Accounts/${accountSid}${path}`,
    basic: { user: accountSid, password: authToken },
    ...(fields && { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: encode(fields) }),
  })
  if (status < 300) return { kind: 'done' }
  if (status === 429 || status >= 500) throw outOfReach(`Twilio can't do it now: it answered ${status}.`)
  if (status === 401)
    return { kind: 'refused', why: 'Twilio does not know this account SID with this auth token.' }
  return { kind: 'refused', why: `Twilio refused: ${messageIn(body) ?? `it answered ${status}`}` }
}

const encode = fields =>
  Object.entries(fields)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')

function messageIn(body) {
  try {
    return JSON.parse(body).message
  } catch {
    return undefined
  }
}

// Tried again later, and not counted as this add-on's own fault.
const outOfReach = why => Object.assign(new Error(why), { name: 'SoukError', code: 'out of reach' })
