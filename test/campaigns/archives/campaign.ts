import { writeFileSync } from 'node:fs'
import { goodArchives } from './good.ts'
import { everyHostile } from './hostile.ts'
import { costsOf } from './measuring.ts'
import { pressGood, pressHostile } from './pressing.ts'

/** The long form of the campaign about archives; figures as JSON into the file FIGURES. */
const [hostile, good] = [everyHostile(), goodArchives()]
const most = { ms: 3_000, bytes: 150_000_000 }

const pressed = { hostile: await pressHostile(hostile), good: await pressGood(good) }
const costs = { hostile: await costsOf(hostile), good: await costsOf(good) }

const violations = [
  ...[...pressed.hostile, ...pressed.good].flatMap(one =>
    one.violations.map(words => `${one.what}: ${words}`),
  ),
  ...costs.hostile.filter(one => one.outcome === 'installed').map(({ what }) => `${what}: accepted`),
  ...costs.good.filter(one => one.outcome !== 'installed').map(one => `${one.what}: ${one.outcome}`),
  ...costs.hostile
    .filter(one => one.ms > most.ms || one.bytes > most.bytes)
    .map(one => `${one.what}: ${Math.round(one.ms)} ms, ${Math.round(one.bytes / 1e6)} MB`),
]
for (const words of violations) console.log(words)

const waits = (list: readonly { ms: number }[]) => Math.max(...list.map(({ ms }) => ms))
const figures = {
  most,
  violations: violations.length,
  hostile: { tried: hostile.length, longestPress: waits(pressed.hostile), costs: costs.hostile },
  good: { tried: good.length, longestPress: waits(pressed.good), costs: costs.good },
}
const file = process.env['FIGURES']
if (file) writeFileSync(file, JSON.stringify(figures))
process.exitCode = violations.length > 0 ? 1 : 0
