import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { type Act, type Bench, openBench } from './crash/bench.ts'
import { killAbout } from './crash/harming.ts'
import { afterwards } from './crash/rounds.ts'

const stages: Record<Act, string[]> = {
  install: ['verify', 'unpack', 'activate'],
  update: ['verify', 'unpack', 'rehearse', 'switch', 'settle', 'clean-up'],
  rollback: ['switch-back', 'settle', 'clean-up'],
  uninstall: ['remove', 'clean-up'],
  // over what an older release kept: brought up to date on a copy while it is unpacked
  reinstall: ['unpack', 'activate'],
}
const everyStage = Object.entries(stages).flatMap(([act, names]) =>
  names.map(stage => ({ act: act as Act, stage })),
)
// where the two engines might differ: a pointer is flipped, rows go
const flips = everyStage.filter(
  ({ act, stage }) => act !== 'reinstall' && ['unpack', 'switch', 'switch-back', 'remove'].includes(stage),
)

// those of install and uninstall on SQLite are killed at each call of the disk elsewhere
const ofUpdates = everyStage.filter(
  ({ act }) => act === 'update' || act === 'rollback' || act === 'reinstall',
)

for (const { engine, name, all } of [
  { engine: 'sqlite' as const, name: 'SQLite', all: ofUpdates },
  { engine: 'postgres' as const, name: 'PostgreSQL', all: flips },
])
  describe(`A panel on ${name}, killed about a named stage`, function () {
    this.timeout(120_000)
    let bench: Bench
    before(async () => {
      bench = await openBench(engine)
    })
    after(() => bench.close())

    for (const [n, { act, stage }] of all.entries()) {
      const when = n % 2 === 0 ? 'entering' : 'within'
      it(`${when} “${stage}” of ${act}, has it done after the next start, by itself`, async () => {
        const place = await bench.fresh(act)
        expect(await killAbout(bench, act, place, stage, when)).to.include({ wasKilled: true })
        const { end, violations } = await afterwards(bench, act, place)
        expect(violations).to.deep.equal([])
        expect(end).to.equal('after')
      })
    }
  })
