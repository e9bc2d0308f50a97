import { writeFileSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { type Act, acts, type Bench, type Engine, openBench } from './bench.ts'
import { harm } from './harming.ts'
import { foldersUnsynced, renamedUnsynced } from './order.ts'
import { type Point, pointsIn, spread } from './points.ts'
import { type Round, round } from './rounds.ts'
import { type Harm, whyNotTraced } from './tracing.ts'

/** The long form of the campaign about crashes: settings by environment variables, figures as JSON into the file FIGURES. */
const given = (name: string, otherwise: number) => Number(process.env[name] ?? otherwise)
const settings = {
  points: given('POINTS', 60),
  errors: given('ERRORS', 12),
  /** the same on PostgreSQL, whose files are not ours to harm */
  postgres: given('POSTGRES_POINTS', given('POINTS', 60)),
  lanes: given('LANES', 2),
}
const pointsOn = (engine: Engine) => (engine === 'postgres' ? settings.postgres : settings.points)
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

// what others do with the machine is not the panel's time
const isFree = () => (loadavg()[0] ?? 0) < 2 * availableParallelism()
const writing = new Set(['write', 'pwrite64', 'fsync', 'fdatasync', 'rename', 'mkdir', 'ftruncate'])

const phase = async (engine: Engine, act: Act, how: Harm['how'], calls: number, points: readonly Point[]) => {
  const begun = performance.now()
  const rounds: Round[] = []
  const left = [...points]
  const work = async (bench: Bench) => {
    for (let point = left.shift(); point; point = left.shift())
      rounds.push(await round(bench, act, { ...point, how }))
  }
  await Promise.all(benches.map(work))
  const violations = rounds.flatMap(({ what, startMs, violations: found }) =>
    [...found, ...(startMs > 5_000 && isFree() ? [`V1: the start took ${Math.round(startMs)} ms`] : [])].map(
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
  tell()
}

/** What is known so far: a run that is interrupted has not been for nothing. */
const tell = () => {
  const file = process.env['FIGURES']
  const machine = { load: loadavg()[2], cores: availableParallelism() }
  if (file) writeFileSync(file, JSON.stringify({ settings, phases, unsynced, ...machine }))
}

const why = whyNotTraced()
if (why) {
  console.error(why)
  process.exit(1)
}
let benches: Bench[] = []
const closeAll = async () => {
  for (const bench of benches.splice(0)) await bench.close()
}

/** What a whole run asks of its system, and in which order. */
const traced = async (act: Act) => {
  const [bench] = benches
  if (!bench) throw new Error('no bench')
  const place = await bench.fresh(act)
  const { trace, said } = await harm(bench, act, place)
  if (pointsIn(trace).length === 0)
    throw new Error(`Nothing was traced of ${act}: ${said}${trace.slice(0, 500)}`)
  unsynced.push(...renamedUnsynced(trace, place.folder), ...foldersUnsynced(trace, place.folder))
  await bench.discard(place)
  return pointsIn(trace)
}

for (const engine of engines) {
  await closeAll()
  for (let lane = 0; lane < settings.lanes; lane++) benches.push(await openBench(engine))
  for (const act of wanted) {
    const points = await traced(act)
    await phase(engine, act, 'signal=SIGKILL', points.length, spread(points, pointsOn(engine)))
    const writes = points.filter(({ call, isOutside }) => writing.has(call) && !isOutside)
    for (const how of ['error=ENOSPC', 'error=EIO'] as const)
      await phase(engine, act, how, writes.length, spread(writes, settings.errors))
  }
}
await closeAll()
for (const path of unsynced) console.log(`not synced before it got its name: ${path}`)

tell()
process.exit(phases.some(({ violations }) => violations.length > 0) || unsynced.length > 0 ? 1 : 0)
