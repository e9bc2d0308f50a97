import { every, first, some } from './storage.js'

const day = 86_400_000
const linksLast = 60 * day
// a call may ask for 500 things
const most = 300

/** Forgets links that are no longer valid, quiet times that are over, and answers that are kept no longer. */
export async function forget(_due, souk) {
  const now = Date.parse(await souk.now())
  const { quietDays, keepMonths } = souk.settings
  const links = (await every(souk, 'asked ')).filter(({ value }) => now - Date.parse(value.at) > linksLast)
  const customers = (await some(souk, 'customer ')).filter(({ value }) => now - value > quietDays * day)
  const answers = [...(await first(souk, 'mark ')), ...(await first(souk, 'remark '))]
  const oldest = monthsBefore(now, keepMonths)
  const old = answers.filter(({ key }) => key.split(' ')[1] < oldest)
  for (const { key } of [...links, ...old, ...customers].slice(0, most)) await souk.storage.delete(key)
}

function monthsBefore(now, months) {
  const date = new Date(now)
  date.setUTCMonth(date.getUTCMonth() - months)
  return date.toISOString().slice(0, 10)
}
