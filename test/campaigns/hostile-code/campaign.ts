import { writeFileSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { attack } from './attack.ts'
import { tenAddons } from './bystanders.ts'
import { callTimes } from './calls.ts'
import { hangers, hangOnce, type Recovery } from './hangs.ts'
import { memoryOf, runnersOf, work } from './memory.ts'
import { everyAttacker, sampleOf } from './published.ts'
import { type Reading, readPages } from './readers.ts'
import { besiege, besiegers } from './siege.ts'
import { openStand } from './stand.ts'

/** The long form of the campaign about code: settings by environment variables, figures as JSON into the file FIGURES. */
const given = (name: string, otherwise: number) => Number(process.env[name] ?? otherwise)
const settings = {
  /** of the hostile add-ons, one in so many */
  every: given('EVERY', 1),
  /** how long the quiet before and the siege last */
  seconds: given('SECONDS', 30),
  rounds: given('ROUNDS', 8),
}

const begun = performance.now()
const machine = { processors: availableParallelism(), node: process.versions.node, load: loadavg()[0] ?? 0 }
const violations: string[] = []
const broken = (found: readonly string[]) => {
  for (const words of found) console.log(`  ${words}`)
  violations.push(...found)
}
const say = (words: string) => console.log(`${Math.round((performance.now() - begun) / 1000)} s: ${words}`)

const attackers = everyAttacker().filter((_one, n) => n % settings.every === 0)
const hanging = hangers(settings.rounds)
const stand = await openStand(trap => [
  ...tenAddons(),
  ...hanging,
  ...besiegers,
  ...attackers.map(one => sampleOf(one, trap)),
])
const install = async (slug: string) => {
  const { state, why } = await stand.desk.tell('install', slug)
  if (state !== 'done') throw new Error(`${slug} could not be installed: ${why}`)
}
const during = async <T>(what: string, act: () => Promise<T>): Promise<[T, Reading]> => {
  const reading = readPages(stand)
  const done = await act()
  const read = await reading.end()
  broken(read.violations.map(words => `while ${what}: ${words}`))
  const { count, p50, p99, worst } = read.times
  say(
    `${what}: ${count} pages, p50 ${p50.toFixed()} ms, p99 ${p99.toFixed()} ms, worst ${worst.toFixed()} ms`,
  )
  return [done, read]
}

const none = runnersOf(stand)
if (none !== 0) broken(['there is a runner, though no add-on needs one'])
for (const { slug } of tenAddons()) await install(slug)
await stand.desk.tell('saveSecret', 'bystander')
if (runnersOf(stand) !== 1) broken([`${runnersOf(stand)} runners for ten add-ons`])
const fresh = await memoryOf(stand)
await work(stand, 300)
const busy = await memoryOf(stand)
await pause(6_000)
const idle = await memoryOf(stand)
say(`memory: ${[fresh, busy, idle].map(({ pss }) => pss.toFixed(1)).join(', ')} MB`)

const [, quiet] = await during('nobody attacks', () => pause(settings.seconds * 1000))

const byGroup: Record<string, number> = {}
const outcome = { tried: attackers.length, off: 0, waited: 0 }
const [, attacked] = await during('they attack', async () => {
  for (const attacker of attackers) {
    const found = await attack(stand, attacker)
    broken(found.violations)
    byGroup[attacker.group] = (byGroup[attacker.group] ?? 0) + 1
    outcome.off += found.isOff ? 1 : 0
    outcome.waited = Math.max(outcome.waited, found.waited)
  }
})

for (const { slug } of besiegers) await install(slug)
const [answers, besieged] = await during('they take all that they may', async () => {
  const siege = besiege(stand)
  await pause(settings.seconds * 1000)
  return siege.end()
})
for (const { slug } of besiegers) await stand.desk.tell('uninstall', slug)
await pause(6_000)
const after = await memoryOf(stand)

for (const { slug } of hanging) await install(slug)
// a runner that ends five times within a minute is started less and less soon
const apart = 16_000
const [recoveries, hung] = await during('the runner hangs', async () => {
  const found: Recovery[] = []
  for (let round = 0; round < settings.rounds; round++) {
    await pause(apart)
    found.push(await hangOnce(stand, round))
  }
  return found
})
say(`back after ${recoveries.map(({ sinceDeath }) => sinceDeath.toFixed()).join(', ')} ms`)
await stand.close()
const calls = await callTimes(5_000)
say(
  `one call: p50 ${calls.p50.toFixed(2)} ms, p99 ${calls.p99.toFixed(2)} ms; ${violations.length} violations`,
)

const file = process.env['FIGURES']
const seconds = (performance.now() - begun) / 1000
const readings = { quiet, attacked, besieged, hung }
const figures = {
  // of the machine, for who reads the figures
  note: process.env['NOTE'] ?? '',
  machine,
  none,
  seconds,
  violations,
  byGroup,
  outcome,
  answers,
  readings,
  recoveries,
  memory: { fresh, busy, idle, after },
  calls,
}
if (file) writeFileSync(file, JSON.stringify(figures))
process.exitCode = violations.length > 0 ? 1 : 0
