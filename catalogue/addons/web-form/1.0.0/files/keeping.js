import { dayOf } from './tickets.js'

// What is kept: `about/KEY` is who asks and what about, `asked/KEY` and `answered/KEY` what either side wrote,
// `sent` who sent something within the hour, `swept` the last day of which nothing is left.

const mostCharacters = 30_000
const aDay = 24 * 3_600_000

export const begin = (key, about, souk) => souk.storage.set(`about/${key}`, about)
export const aboutOf = (key, souk) => souk.storage.get(`about/${key}`)

/** Adds what one side wrote, once; of very long conversations the beginning is dropped. */
export async function keep(side, key, said, souk) {
  const before = (await souk.storage.get(`${side}/${key}`)) ?? []
  if (before.some(({ id }) => id === said.id)) return
  const all = [...before, said]
  while (all.length > 1 && all.reduce((sum, { text }) => sum + text.length, 0) > mostCharacters) all.shift()
  await souk.storage.set(`${side}/${key}`, all)
}

export const saidBy = async (side, key, souk) => (await souk.storage.get(`${side}/${key}`)) ?? []

/** When this visitor sent something within the last hour. */
export async function timesOf(visitor, now, souk) {
  const sent = await lastHour(now, souk)
  return sent.filter(([, who]) => who === visitor).map(([time]) => time)
}

export async function noteSent(visitor, now, souk) {
  const sent = await lastHour(now, souk)
  await souk.storage.set('sent', [...sent.slice(-2_000), [now, visitor]])
}

const lastHour = async (now, souk) =>
  ((await souk.storage.get('sent')) ?? []).filter(([time]) => time > now - 3_600_000)

/** Forgets conversations that began before that day: a hundred at most, since a call may not ask without end. */
export async function sweep(until, souk) {
  let day = (await souk.storage.get('swept')) ?? dayBefore(until)
  while (day < dayBefore(until)) {
    const next = dayAfter(day)
    const old = await souk.storage.list(`about/${next}`)
    for (const { key } of old.slice(0, 100)) await forget(key.slice('about/'.length), souk)
    if (old.length > 100) return
    day = next
  }
  await souk.storage.set('swept', day)
}

async function forget(key, souk) {
  for (const part of ['asked', 'answered', 'about']) await souk.storage.delete(`${part}/${key}`)
}

const dayAfter = day => dayOf(new Date(Date.parse(day) + aDay).toISOString())
const dayBefore = day => dayOf(new Date(Date.parse(day) - aDay).toISOString())
