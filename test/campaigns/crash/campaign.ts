import { writeFileSync } from 'node:fs'
import { type Act, acts, type Engine, openBench } from './bench.ts'
import { harm } from './harming.ts'
import { foldersUnsynced, renamedUnsynced } from './order.ts'
import { type Point, pointsIn, spread } from './points.ts'
import { type Round, round } from './rounds.ts'
import { type Harm, whyNotTraced } from './tracing.ts'

/** The long form of the campaign about crashes: settings by environment variables, figures as JSON into the file FIGURES. */
const given = (name: string, otherwise: number) => Number(process.env[name] ?? otherwise)
const settings = { points: given('POINTS', 60), errors: given('ERRORS', 12) }
const engines = (['sqlite', 'postgres'] as const).filter(one => (process.env['ENGINE'] ?? one) === one)
const wanted = acts.filter(one => (process.env['ACT'] ?? one) === one)

export interface Phase {
  engine: Engine
  act: Act
  how: Harm['how']
  calls: number
  tried: number
  killed: number
  before: number
  after: number
  slowestStart: number
  seconds: number
  violations: string[]
}
const phases: Phase[] = []
const unsynced: string[] = []

const writing = new Set(['write', 'pwrite64', 'fsync', 'fdatasync', 'rename', 'mkdir', 'ftruncate'])

const phase = async (engine: Engine, act: Act, how: Harm['how'], calls: number, points: readonly Point[]) => {
  const begun = performance.now()
  const rounds: Round[] = []
  for (const point of points) rounds.push(await round(bench, act, { ...point, how }))
  const violations = rounds.flatMap(({ what, startMs, violations: found }) =>
    [...found, ...(startMs > 5_000 ? [`V1: the start took ${Math.round(startMs)} ms`] : [])].map(
      words => `${engine}, ${act}, ${how} at ${what.call} ${what.at}: ${words}`,
    ),
  )
  phases.push({
    engine,
    act,
    how,
    calls,
    tried: rounds.length,
    killed: rounds.filter(({ wasKilled }) => wasKilled).length,
    before: rounds.filter(({ end }) => end === 'before').length,
    after: rounds.filter(({ end }) => end === 'after').length,
    slowestStart: Math.round(Math.max(0, ...rounds.map(({ startMs }) => startMs))),
    seconds: Math.round((performance.now() - begun) / 1_000),
    violations,
  })
  console.log(JSON.stringify(phases.at(-1)))
}

const why = whyNotTraced()
if (why) {
  console.error(why)
  process.exit(1)
}
let bench = await openBench('sqlite')
for (const engine of engines) {
  await bench.close()
  bench = await openBench(engine)
  for (const act of wanted) {
    const place = await bench.fresh(act)
    const { trace } = await harm(bench, act, place)
    unsynced.push(...renamedUnsynced(trace, place.folder), ...foldersUnsynced(trace, place.folder))
    await bench.discard(place)
    const points = pointsIn(trace)
    await phase(engine, act, 'signal=SIGKILL', points.length, spread(points, settings.points))
    const writes = points.filter(({ call }) => writing.has(call))
    for (const how of ['error=ENOSPC', 'error=EIO'] as const)
      await phase(engine, act, how, writes.length, spread(writes, settings.errors))
  }
}
await bench.close()
for (const path of unsynced) console.log(`not synced before it got its name: ${path}`)

const file = process.env['FIGURES']
if (file) writeFileSync(file, JSON.stringify({ settings, phases, unsynced }))
process.exit(phases.some(({ violations }) => violations.length > 0) || unsynced.length > 0 ? 1 : 0)
