import { writeFileSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { join } from 'node:path'
import { panelProcess } from '../../support/panel-process.ts'
import { runNode } from '../../support/programs.ts'
import { openBench } from '../crash/bench.ts'
import { killAbout } from '../crash/harming.ts'
import { p99 } from '../repository/slowness.ts'
import { hangs, measured } from './hangs.ts'
import { fillWithLeftOvers, leftOversIn } from './left-overs.ts'
import { openWorld } from './world.ts'

/** The long form of the campaign about a panel that stays up: figures as JSON into the file FIGURES. */
const seconds = Number(process.env['SECONDS'] ?? 20)
const most = { p99: 300, startMs: 5_000 }
const server = 'dist/server.js'
const built = await runNode(['setup/build.mjs'])
if (built.code !== 0) throw new Error(built.err)

const pages: { title: string; pages: number; p99: number; longest: number }[] = []
const starts: { title: string; ms: number }[] = []

const world = await openWorld(1_000)
const quiet = { title: 'nothing hangs', begin: async () => {} }
for (const hang of [quiet, ...hangs]) {
  const waits = await measured(world, hang, { ms: seconds * 1_000, pages: Infinity })
  pages.push({ title: hang.title, pages: waits.length, p99: p99(waits), longest: Math.max(...waits) })
  console.log(JSON.stringify(pages.at(-1)))
}
const folder = join(world.place.dataDir, 'panel')
fillWithLeftOvers(folder)
const filled = await world.start(server)
starts.push({ title: 'a thousand files in each of staging, downloads and trash', ms: filled.startMs })
const left = leftOversIn(folder)
await filled.stop('SIGTERM')
await world.close()

const stages = ['verify', 'unpack', 'rehearse', 'switch', 'settle', 'clean-up']
const bench = await openBench('sqlite')
for (const answers of [true, false])
  for (const stage of stages) {
    const place = await bench.fresh('update')
    await killAbout(bench, 'update', place, stage, 'within')
    if (!answers) bench.market.shop.misbehave(() => 'hang')
    const { folder: dataDir, databaseUrl } = place
    const catalogueUrl = bench.market.shop.url
    const panel = await panelProcess({
      dataDir,
      databaseUrl,
      catalogueUrl,
      port: bench.port,
      program: server,
    })
    const what = answers ? '' : ', and the catalogue never answers'
    starts.push({ title: `an update left at “${stage}”${what}`, ms: panel.startMs })
    console.log(JSON.stringify(starts.at(-1)))
    bench.market.shop.behave()
    await panel.stop('SIGTERM')
    await bench.discard(place)
  }
await bench.close()

const violations = [
  ...pages.filter(one => one.p99 > most.p99).map(({ title }) => `p99 while ${title}`),
  ...starts.filter(({ ms }) => ms > most.startMs).map(({ title }) => `the start with ${title}`),
  ...left.map(name => `${name} is left`),
]
for (const one of violations) console.log(`does not hold: ${one}`)
const machine = { cores: availableParallelism(), load: loadavg()[2] }
const file = process.env['FIGURES']
if (file) writeFileSync(file, JSON.stringify({ most, pages, starts, violations, ...machine }))
process.exit(violations.length > 0 ? 1 : 0)
