import { dateOf, sample } from './rules.js'
import { every } from './storage.js'

const kept = 2 * 366
const mostTimes = 200
// a call may ask for 500 things
const mostForgotten = 350
const ago = (at, days) => dateOf(new Date(Date.parse(at) - days * 86_400_000).toISOString())

async function notesOf(date, souk) {
  const notes = what => every(souk, `${date} ${what} `)
  return { opened: await notes('opened'), replied: await notes('replied'), closed: await notes('closed') }
}

/** The figures of one day, counted from what was noted. */
const rowOf = ({ opened, replied, closed }) => ({
  opened: opened.length,
  closed: closed.length,
  minutes: sample(
    replied.map(({ value }) => value),
    mostTimes,
  ),
})

/** Makes one row of each of the last days that are over, and forgets what it was made of. */
export async function addUp(_due, souk) {
  const now = await souk.now()
  const over = []
  for (let days = 7; days >= 1; days--) over.push(...(await addUpDay(ago(now, days), souk)))
  for (const { key } of over.slice(0, mostForgotten)) await souk.storage.delete(key)
  await souk.storage.delete(`day ${ago(now, kept)}`)
}

async function addUpDay(date, souk) {
  const notes = await notesOf(date, souk)
  const all = Object.values(notes).flat()
  if (all.length > 0 && (await souk.storage.get(`day ${date}`)) === null)
    await souk.storage.set(`day ${date}`, rowOf(notes))
  return all
}

/** The rows of these months, and of today so far. */
export async function daysOf(months, at, souk) {
  const found = await Promise.all(months.map(month => every(souk, `day ${month}-`)))
  const days = new Map(found.flat().map(({ key, value }) => [key.slice('day '.length), value]))
  for (const date of [ago(at, 1), ago(at, 0)])
    if (!days.has(date)) days.set(date, rowOf(await notesOf(date, souk)))
  return days
}
