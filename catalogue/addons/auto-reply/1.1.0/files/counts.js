import { daysBefore } from './rules.js'
import { every } from './storage.js'

const shown = 14
const prefixOf = date => `sent ${date} `

/** One entry for one answer: two that are written at once can't overwrite each other's count. */
export const noteAnswer = (souk, conversation, at) =>
  souk.storage.set(prefixOf(at.slice(0, 10)) + conversation, 1)

/** The page "Automatic answers": how many there were on each of the last days. */
export async function answersPage(_request, souk) {
  const dates = daysBefore(await souk.now(), 0, shown).reverse()
  const found = await Promise.all(dates.map(date => every(souk, prefixOf(date))))
  const bars = dates.map((date, i) => ({ label: date, value: found[i].length }))
  const all = bars.reduce((sum, { value }) => sum + value, 0)
  return {
    title: 'Automatic answers',
    blocks: [
      { kind: 'text', text: inWords(all) },
      { kind: 'chart', caption: 'Automatic answers a day (UTC)', bars },
    ],
  }
}

const inWords = all =>
  `${all === 1 ? '1 automatic answer' : `${all} automatic answers`} in the last ${shown} days.`

/** Forgets what is older than that, also what was left while the add-on was off. */
export async function forgetCounts(souk, at, most) {
  const old = daysBefore(at, shown, shown)
  const found = await Promise.all(old.map(date => every(souk, prefixOf(date))))
  for (const { key } of found.flat().slice(0, most)) await souk.storage.delete(key)
}
