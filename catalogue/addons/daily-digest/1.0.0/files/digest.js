import { dayOf, inWords, isQuiet } from './rules.js'
import { every } from './storage.js'

const kept = 31
const counted = ['opened', 'answered', 'closed']
// a call may ask for 500 things
const mostForgotten = 350

/** Once a day makes the digest of the day that is over; clears up what it was made of. */
export async function makeDigest(_due, souk) {
  const now = await souk.now()
  const { hour } = souk.settings
  const day = dayOf(now, hour, 1)
  if ((await souk.storage.get(`digest ${day}`)) === null) await write(day, souk)
  await forget(dayOf(now, hour), souk)
}

async function write(day, souk) {
  const { quietDays, notice } = souk.settings
  const figures = await figuresOf(day, souk)
  await souk.storage.set(`digest ${day}`, figures)
  if (notice && (quietDays || !isQuiet(figures)))
    await souk.notify({ id: 'digest', text: `Day of ${day}: ${inWords(figures)}` })
}

async function figuresOf(day, souk) {
  const figures = { waiting: (await waiting(souk)).length }
  for (const what of counted) figures[what] = (await every(souk, `${day} ${what} `)).length
  return figures
}

/** Since when conversations wait for a first reply, the longest first. */
export const waiting = async souk => (await every(souk, 'waiting ')).map(({ value }) => value).sort()

/** Forgets what was counted of days that are over, and digests of more than a month ago. */
async function forget(today, souk) {
  const digests = await souk.storage.list('digest ')
  const old = digests.slice(0, -kept)
  const days = digests.map(({ key }) => key.slice('digest '.length)).filter(day => day < today)
  for (const day of days.slice(-7))
    for (const what of counted) old.push(...(await every(souk, `${day} ${what} `)))
  for (const { key } of old.slice(0, mostForgotten)) await souk.storage.delete(key)
}
