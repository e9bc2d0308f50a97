import { expect } from 'chai'
import { after, afterEach, before, describe, it } from 'mocha'
import { codeMarket, until } from '../support/code-panel.ts'
import { codeSample } from '../support/code-samples.ts'
import type { TestPanel } from '../support/panel.ts'
import { endOf, installVersion, update } from '../support/updating.ts'

const ada = { operatorId: null, operator: 'Ada' }
const rights = { storage: 4000 }
const samples = [
  codeSample('slow', 'export default {}', { rights }),
  codeSample(
    'slow',
    `export default { async migrate(_, souk) {
      for (let n = 0; n < 2900; n++) await souk.storage.set('n', n)
    } }`,
    { version: '1.1.0', rights },
  ),
  codeSample('loud', 'export default {}', { rights }),
  codeSample(
    'loud',
    `export default { async migrate(_, souk) {
      souk.log.error('this is only tried')
      await souk.notify({ text: 'loud' })
    } }`,
    { version: '1.1.0', rights },
  ),
]

describe('A release that is tried beside the one that runs', function () {
  this.timeout(90_000)
  let market: Awaited<ReturnType<typeof codeMarket>>
  let panel: TestPanel | undefined
  before(async () => {
    market = await codeMarket(samples)
  })
  after(() => market.close())
  afterEach(async () => {
    await panel?.stop()
    panel = undefined
  })
  const open = async (slug: string) => {
    const opened = await market.panelWith([])
    panel = opened
    expect(await installVersion(opened, slug, '1.0.0')).to.include({ state: 'done' })
    return opened
  }

  it('is stopped when safe mode is switched on meanwhile, and the one before stays', async () => {
    const { services } = await open('slow')
    const here = panel
    if (!here) throw new Error('it was opened')
    const updating = update(here, 'slow', '1.1.0')
    await until(
      () => services.operations.openFor('slow'),
      operation => operation?.stage === 'rehearse',
      30_000,
    )
    await services.code.safeMode.on(ada)
    const ended = await updating
    expect(ended).to.include({ state: 'failed', stage: 'rehearse' })
    expect('failure' in ended && ended.failure?.code).to.equal('safe-mode')
    await until(
      () => services.code.runner(),
      runner => runner === undefined,
      10_000,
    )
    expect(await services.installations.find('slow')).to.include({ version: '1.0.0', moving: null })
  })

  it('leaves no trace in the log of the one that runs', async () => {
    const here = await open('loud')
    await update(here, 'loud', '1.1.0')
    expect(await endOf(here, 'loud', 'update')).to.include({ state: 'failed' })
    expect(await here.services.code.log('loud')).to.deep.equal([])
    expect((await here.services.code.glance('loud')).lastError).to.equal(undefined)
  })
})
