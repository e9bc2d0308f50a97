import { randomInt } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { runNode } from '../../support/programs.ts'
import { chances } from './chance.ts'
import { besiege, type Figures } from './siege.ts'
import { openWorld } from './world.ts'

/** The long form of the campaign about kills: settings by environment variables, figures as JSON into the file FIGURES. */
const given = (name: string, otherwise: number) => Number(process.env[name] ?? otherwise)
const settings = { minutes: given('MINUTES', 10), seed: given('SEED', randomInt(2 ** 31)) }
const built = await runNode(['setup/build.mjs'])
if (built.code !== 0) throw new Error(built.err)

const isFree = () => (loadavg()[0] ?? 0) < 2 * availableParallelism()
const loadBefore = loadavg()[0]
const chance = chances(settings.seed)
const rest = chances(settings.seed + 1)
console.log(`Seed ${settings.seed}: the same chances again with SEED=${settings.seed}`)

let told = 0
const tell = (figures: Figures) => {
  for (const one of figures.violations.slice(told)) console.log(`does not hold: ${one}`)
  told = figures.violations.length
  const file = process.env['FIGURES']
  const machine = { cores: availableParallelism(), loadBefore, load: loadavg()[1] }
  if (file) writeFileSync(file, JSON.stringify({ ...settings, ...figures, ...machine }))
  if (figures.kills % 10 === 0) console.log(JSON.stringify({ ...figures, violations: told }))
}

const world = await openWorld(2_000)
const end = performance.now() + settings.minutes * 60_000
const goesOn = () => performance.now() < end
const figures = await besiege(world, {
  chances: chance,
  mostMs: 2_500,
  goesOn,
  rests: () => !goesOn() || rest.happens(0.4),
  isFree,
  tell,
})
await world.close()
tell(figures)
process.exit(figures.violations.length > 0 ? 1 : 0)
