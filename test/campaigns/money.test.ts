import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { type Bench, openBench } from './money/bench.ts'
import { orderEvents } from './money/events.ts'
import { everyTrial, isSlow, tryFaults } from './money/faults.ts'
import { killEverywhere } from './money/kills.ts'
import { rushAll, rushProcesses } from './money/presses.ts'
import { knownStories, randomRuns } from './money/runs.ts'
import { toldBefore } from './money/told-before.ts'

// the same in each run of the tests; another one by SEED, and many by the long form: npm run campaign:money
const seed = Number(process.env['SEED'] ?? 20_261_122)

/** The short form of the campaigns about money. What holds at rest is asked of the vendor's books, the panel and its pages. */
describe('Money, whatever happens', function () {
  this.timeout(120_000)
  let bench: Bench
  before(async () => {
    bench = await openBench()
  })
  after(() => bench.close())

  it('is charged once for one button that two processes press forty times each', async () => {
    const { violations, charges } = await rushProcesses(bench, 40)
    expect(violations).to.deep.equal([])
    expect(charges).to.equal(1)
  })

  it('is charged once, however many press Purchase, Cancel, Withdraw and Pay at the same moment', async () => {
    const { violations, charges, paid } = await rushAll(bench, 16)
    expect(violations).to.deep.equal([])
    expect(charges).to.equal(paid)
  })

  it('is where the books say after stories of restored databases, months of billing and wrong clocks', async () => {
    const chosen = Object.keys(toldBefore).filter((_name, n) => n % 4 === 1)
    const { violations, charges, paid } = await knownStories(bench, chosen)
    expect(violations).to.deep.equal([])
    expect(charges).to.equal(paid)
  })

  it(`is where the books say after random stories (seed ${seed})`, async () => {
    const { violations, worlds } = await randomRuns(bench, { seed, runs: 6, withinMs: 60_000 })
    expect(violations).to.deep.equal([])
    expect(worlds).to.be.greaterThan(0)
  })

  it('is where the books say after a fault at any call', async () => {
    const trials = everyTrial().filter(trial => !isSlow(trial))
    const chosen = trials.filter((_trial, n) => n % 37 === seed % 37)
    const { violations, done } = await tryFaults(bench, chosen)
    expect(violations).to.deep.equal([])
    expect(done.size).to.be.greaterThan(10)
  })

  it('is charged once or not at all when panel or client area is killed in the middle, and the page knows', async () => {
    const { tally } = await killEverywhere(bench, 2)
    expect(tally.violations).to.deep.equal([])
    expect(tally.kills).to.be.at.least(6)
  })

  it('ends the same in whatever order events tell of it', async () => {
    const { violations } = await orderEvents(bench, { orders: 3, interleavings: 1, seed })
    expect(violations).to.deep.equal([])
  })
})
