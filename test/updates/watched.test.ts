import { expect } from 'chai'
import { after, afterEach, before, describe, it } from 'mocha'
import { codeMarket, until } from '../support/code-panel.ts'
import { codeSample } from '../support/code-samples.ts'
import { eachDatabaseUrl } from '../support/databases.ts'
import type { TestPanel } from '../support/panel.ts'
import { endOf, installVersion, update } from '../support/updating.ts'

const ada = { operatorId: null, operator: 'Ada' }
const rights = { publicAddress: true, storage: 4000 }
const shaky = (version: string) =>
  codeSample(
    'shaky',
    `export default { hooks: { request() {
      if ('${version}' === '1.1.0') throw new Error('it shakes')
      return { json: 1 }
    } } }`,
    { version, rights },
  )
const samples = [shaky('1.0.0'), shaky('1.1.0')]

describe('A new release that is looked at closely', function () {
  this.timeout(90_000)
  let market: Awaited<ReturnType<typeof codeMarket>>
  const panels: TestPanel[] = []
  let ahead = 0
  const now = () => new Date(Date.now() + ahead)
  before(async () => {
    market = await codeMarket(samples)
  })
  after(() => market.close())
  afterEach(async () => {
    ahead = 0
    for (const panel of panels.splice(0).toReversed()) await panel.stop()
  })

  const shake = async (panel: TestPanel) => (await panel.visitor().fetch('/hooks/shaky')).status
  const updated = async (databaseUrl?: string) => {
    const panel = await market.panelWith([], { now, ...(databaseUrl && { databaseUrl }) })
    panels.push(panel)
    await installVersion(panel, 'shaky', '1.0.0')
    expect(await update(panel, 'shaky', '1.1.0')).to.include({ state: 'done' })
    return panel
  }

  eachDatabaseUrl((_name, url) => {
    it('is put back for what failed in one process and in another, which is too much only together', async () => {
      const databaseUrl = await url()
      const one = await updated(databaseUrl)
      const { dataDir } = one
      const other = await market.panelWith([], { databaseUrl, dataDir, seeded: false, now })
      panels.push(other)
      await until(
        () => shake(other),
        status => status === 502,
      )
      await shake(one)
      await shake(one)
      expect(await endOf(one, 'shaky', 'put-back')).to.include({ state: 'done' })
      const { putBack } = await one.services.updates.wishesFor('shaky')
      expect(putBack?.why).to.deep.include({ code: 'fails-often' })
      expect(putBack?.why.values['failures']).to.equal(3)
    })
  })

  it('is looked at for its minute after safe mode, however long that lasted', async () => {
    const panel = await updated()
    const { code } = panel.services
    await code.safeMode.on(ada)
    await until(
      () => code.doing('shaky'),
      doing => doing === undefined,
    )
    ahead = 3_600_000
    await code.safeMode.off('as now', ada)
    for (const _ of [1, 2, 3])
      await until(
        () => shake(panel),
        status => status === 502 || status === 410 || status === 200,
      )
    expect(await endOf(panel, 'shaky', 'put-back')).to.include({ state: 'done' })
  })
})
