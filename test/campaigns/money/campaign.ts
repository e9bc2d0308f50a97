import { randomInt } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { type Bench, type Engine, openBench } from './bench.ts'
import { orderEvents } from './events.ts'
import { everyTrial, tryFaults } from './faults.ts'
import { type Killing, killEverywhere } from './kills.ts'
import { rushAll, rushProcesses } from './presses.ts'
import { knownStories, randomRuns } from './runs.ts'
import type { Tally } from './tally.ts'

/** The long form of the campaigns about money: settings by environment variables, figures as JSON into the file FIGURES. */
const given = (name: string, otherwise: number) => Number(process.env[name] ?? otherwise)
const settings = {
  seed: given('SEED', randomInt(2 ** 31)),
  runs: given('RUNS', 400),
  minutes: given('MINUTES', 5),
  presses: given('PRESSES', 200),
  kills: given('KILLS', 50),
  /** of the faults at the calls and the orders of events, one in so many */
  every: given('EVERY', 1),
}

export interface Phase {
  name: string
  engine: Engine
  seconds: number
  tally: Omit<Tally, 'done'> & { done: Record<string, number> }
  killings?: Killing[]
}
const phases: Phase[] = []

const phase = async (name: string, { engine }: Bench, work: () => Promise<Tally>, killings?: Killing[]) => {
  const begun = performance.now()
  const tally = await work()
  const seconds = Math.round((performance.now() - begun) / 1_000)
  const { charges, paid, worlds, violations } = tally
  const sums = `${tally.presses} presses, ${charges} charges of ${paid} payments in ${worlds} worlds`
  console.log(`${name}, ${engine}: ${sums}, ${seconds} s, ${violations.length} violations`)
  for (const words of violations) console.log(`  ${words}`)
  const done = Object.fromEntries(tally.done)
  phases.push({ name, engine, seconds, tally: { ...tally, done }, ...(killings && { killings }) })
}

const trials = () => everyTrial().filter((_trial, n) => n % settings.every === settings.seed % settings.every)

const chance = (share: number) => ({
  seed: settings.seed,
  runs: Math.ceil(settings.runs * share),
  withinMs: settings.minutes * 60_000 * share,
})

const killings = async (bench: Bench, atMost: number) => {
  const found: Killing[] = []
  const work = async () => {
    const { tally, killings: those } = await killEverywhere(bench, atMost)
    found.push(...those)
    return tally
  }
  await phase('kill -9', bench, work, found)
}

console.log(`Seed ${settings.seed}: the same stories again with SEED=${settings.seed}`)
/** both databases, or the one that ENGINE names */
const engines = (['sqlite', 'postgres'] as const).filter(one => (process.env['ENGINE'] ?? one) === one)

for (const engine of engines) {
  const bench = await openBench(engine)
  const share = engine === 'sqlite' ? 0.8 : 0.2
  if (engine === 'sqlite') await phase('faults', bench, () => tryFaults(bench, trials()))
  await phase('presses', bench, () => rushAll(bench, settings.presses))
  await phase('presses of two processes', bench, () => rushProcesses(bench, settings.presses / 2))
  await phase('known stories', bench, () => knownStories(bench))
  await phase('random stories', bench, () => randomRuns(bench, chance(share)))
  await killings(bench, Math.ceil(settings.kills * share))
  if (engine === 'sqlite')
    await phase('events', bench, () =>
      orderEvents(bench, {
        orders: Math.ceil(120 / settings.every),
        interleavings: Math.ceil(60 / settings.every),
        seed: settings.seed,
      }),
    )
  await bench.close()
}

const file = process.env['FIGURES']
if (file) writeFileSync(file, JSON.stringify({ settings, phases }))
process.exitCode = phases.some(({ tally }) => tally.violations.length > 0) ? 1 : 0
