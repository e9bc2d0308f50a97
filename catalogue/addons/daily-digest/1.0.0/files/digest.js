import { dayOf, inWords, isQuiet } from './rules.js'
import { every } from './storage.js'

const kept = 31
// a call may ask for 500 things
const mostForgotten = 350

/** Once a day makes the digest of the day that is over; clears up what it was made of. */
export async function makeDigest({ at }, souk) {
  const { hour } = souk.settings
  const day = dayOf(at, hour, 1)
  if ((await souk.storage.get(`digest ${day}`)) === null) await write(day, souk)
  await forget(dayOf(at, hour, 0), souk)
}

async function write(day, souk) {
  const { quietDays, notice } = souk.settings
  const figures = await figuresOf(day, souk)
  await souk.storage.set(`digest ${day}`, figures)
  if (notice && (quietDays || !isQuiet(figures)))
    await souk.notify({ id: 'digest', text: `Day of ${day}: ${inWords(figures)}` })
}

async function figuresOf(day, souk) {
  const count = async what => (await every(souk, `${day} ${what} `)).length
  const [opened, answered, closed] = [await count('opened'), await count('answered'), await count('closed')]
  return { opened, answered, closed, waiting: (await waiting(souk)).length }
}

/** Since when conversations wait for a first reply, the longest first. */
export const waiting = async souk => (await every(souk, 'waiting ')).map(({ value }) => value).sort()

/** Forgets what was counted of days that are over, and digests of more than a month ago. */
async function forget(today, souk) {
  const digests = await souk.storage.list('digest ')
  const old = digests.slice(0, -kept)
  const days = digests.map(({ key }) => key.slice('digest '.length)).filter(day => day < today)
  for (const day of days.slice(-7)) old.push(...(await every(souk, `${day} `)))
  for (const { key } of old.slice(0, mostForgotten)) await souk.storage.delete(key)
}
