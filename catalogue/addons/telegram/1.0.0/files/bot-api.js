/**
 * Asks the Bot API to do something. `refused`: it will not do that, also later. Throws what may go well another time.
 * The token in the settings is a placeholder: the help desk puts the real one into the address.
 */
export async function ask(method, parameters, souk) {
  const { server = 'https://api.telegram.org', token } = souk.settings
  const { status, body } = await souk.http({
    method: 'POST',
    url: `${server.replace(/\/+$/, '')}/bot${token}/${method}`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(parameters),
  })
  if (status === 429 || status >= 500) throw outOfReach(`Telegram can't do it now: it answered ${status}.`)
  if (status === 401 || status === 404)
    return { kind: 'refused', why: 'Telegram does not know this bot token.' }
  const { ok, description } = readAnswer(body)
  return ok
    ? { kind: 'done' }
    : { kind: 'refused', why: `Telegram refused: ${description ?? `it answered ${status}`}` }
}

function readAnswer(body) {
  try {
    return JSON.parse(body)
  } catch {
    throw outOfReach('What answered is no Bot API server.')
  }
}

// Tried again later, and not counted as this add-on's own fault.
const outOfReach = why => Object.assign(new Error(why), { name: 'SoukError', code: 'out of reach' })
