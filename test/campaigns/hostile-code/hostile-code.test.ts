import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { addonOf, startRunner, type TestRunner } from '../../support/runner.ts'
import type { Probe } from './probe.ts'
import { probes } from './probes.ts'

const passing = ['busy', 'gone']

describe('Hostile add-on code', () => {
  let runner: TestRunner
  before(async () => {
    runner = await startRunner()
    await runner.load(
      'bystander',
      addonOf("export default { events: { it: () => ['here', 'polluted' in {}] } }"),
    )
  })
  after(() => runner.close())

  /** Until it is the add-on's own doing: a machine that is busy with something else is no containment. */
  const tried = async <Outcome extends { kind: string }>(act: () => Promise<Outcome>) => {
    let outcome = await act()
    for (let i = 0; i < 5 && passing.includes(outcome.kind); i++) outcome = await act()
    return outcome
  }

  const attack = async (probe: Probe) => {
    const code = addonOf(probe.main, {
      settings: { a: 1 },
      ...(probe.others && { others: probe.others }),
      ...(probe.handlers && { handlers: probe.handlers }),
    })
    const loaded = await tried(() => runner.load('hostile', code))
    return loaded.kind === 'loaded'
      ? tried(() => runner.hook('hostile', { name: 'request', ms: 300 }))
      : loaded
  }

  const contained = async (probe: Probe) => {
    const outcome = await attack(probe)
    expect([probe.ends].flat(), JSON.stringify(outcome)).to.include(outcome.kind)
    if (probe.value !== undefined && outcome.kind === 'value')
      expect(outcome.value).to.deep.equal(probe.value)
    if (probe.why) expect('why' in outcome ? outcome.why : '').to.match(probe.why)
    expect('why' in outcome ? outcome.why.length : 0).to.be.at.most(2000)
  }

  for (const [aim, attacks] of Object.entries(probes))
    describe(`that ${aim}`, () => {
      for (const probe of attacks)
        it(`is contained: ${probe.what}`, async () => {
          await contained(probe)
          // as a job, which has ten seconds: a machine that is busy with something else is no fault of anybody's
          const asked = { entry: 'event', name: 'it', input: {} } as const
          expect(await tried(() => runner.call('bystander', asked))).to.deep.equal({
            kind: 'value',
            value: ['here', false],
          })
          expect('polluted' in {}).to.equal(false)
          expect(runner.log('hostile').length).to.be.at.most(200)
          await runner.unload('hostile')
        })
    })
})
