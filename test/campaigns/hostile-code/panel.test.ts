import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { until } from '../../support/code-panel.ts'
import { attack } from './attack.ts'
import { bystander } from './bystanders.ts'
import { type Attacker, everyAttacker, sampleOf } from './published.ts'
import { type Reading, readPages } from './readers.ts'
import { openStand, type Stand } from './stand.ts'

// one or two of each group; all of them in the long form: npm run campaign:code
const chosen = [
  'reads the environment',
  'starts a process',
  'imports by an absolute path',
  'answers with __proto__ further in',
  'answers with 300 KB',
  'is no JavaScript',
  'loops while it is loaded',
  'awaits without end',
  'searches a list that is longer than its life',
  'floods memory with objects',
  'pollutes every prototype it finds',
  "asks in another add-on's name",
  'calls inside addresses, in every spelling',
  "uses another add-on's secret",
  'looks through what other add-ons keep',
  'answers with a page and a cookie of its own',
]

/** The short form of the campaign about code: add-ons that attack, published, signed and installed in a panel. */
describe('Hostile add-ons in a panel that people work with', function () {
  this.timeout(120_000)
  const attackers = everyAttacker().filter(({ probe }) => chosen.includes(probe.what))
  let stand: Stand
  let reading: { end: () => Promise<Reading> }
  before(async () => {
    stand = await openStand(trap => [bystander, ...attackers.map(one => sampleOf(one, trap))])
    expect(await stand.desk.tell('runner')).to.equal(0)
    expect((await stand.desk.tell('install', 'bystander')).state).to.equal('done')
    await stand.desk.tell('saveSecret', 'bystander')
    reading = readPages(stand)
  })
  after(() => stand.close())

  const isContained = async (attacker: Attacker) =>
    expect((await attack(stand, attacker)).violations).to.deep.equal([])

  it('are there to be tried, every one of those that are meant to be', () => {
    expect(attackers.map(({ probe }) => probe.what)).to.have.members(chosen)
  })

  for (const attacker of attackers)
    it(`are contained: one that ${attacker.probe.what}`, () => isContained(attacker))

  it('have let every page come that somebody read meanwhile', async () => {
    const { times, violations } = await reading.end()
    expect(violations).to.deep.equal([])
    expect(times.count).to.be.greaterThan(20)
  })

  it('have left one process behind, which goes with the last add-on', async () => {
    expect(await stand.desk.tell('runner')).to.be.greaterThan(0)
    await stand.desk.tell('uninstall', 'bystander')
    await until(
      () => stand.desk.tell('runner'),
      pid => pid === 0,
    )
  })
})
