import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { after, afterEach, before, describe, it } from 'mocha'
import { codeMarket, until } from '../support/code-panel.ts'
import { codeSample } from '../support/code-samples.ts'
import { startPanel, type TestPanel } from '../support/panel.ts'
import { adaOf, endOf, installVersion, update } from '../support/updating.ts'

const speaker = (version: string) =>
  codeSample('speaker', `export default { hooks: { request: () => ({ json: '${version}' }) } }`, {
    version,
    rights: { publicAddress: true },
  })

describe('Files of an add-on that are gone from the disk', function () {
  this.timeout(120_000)
  let market: Awaited<ReturnType<typeof codeMarket>>
  const panels: TestPanel[] = []
  before(async () => {
    market = await codeMarket([speaker('1.0.0'), speaker('1.1.0')])
  })
  after(() => market.close())
  afterEach(async () => {
    market.shop.behave()
    for (const panel of panels.splice(0).toReversed()) await panel.stop()
  })

  const open = async () => {
    const panel = await market.panelWith([])
    panels.push(panel)
    expect(await installVersion(panel, 'speaker', '1.0.0')).to.include({ state: 'done' })
    return panel
  }
  /** A second process over the same folder and database, as after a start. */
  const again = async ({ dataDir, services }: TestPanel) => {
    const panel = await startPanel({
      dataDir,
      databaseUrl: services.settings.databaseUrl,
      catalogueUrl: market.shop.url,
      catalogueRoot: market.shop.root,
      seeded: false,
      code: true,
      env: { LICENCE_KEY: 'TEST-LICENCE-ABCD' },
    })
    panels.push(panel)
    return panel
  }
  const folder = ({ dataDir }: TestPanel, ...rest: string[]) => join(dataDir, 'panel/addons', ...rest)
  const answer = async (panel: TestPanel) => {
    const { status, html } = await panel.visitor().fetch('/hooks/speaker')
    return status === 200 ? JSON.parse(html) : status
  }
  const archivesGone = (path: string) => (path.startsWith('/targets/releases/') ? 503 : undefined)

  it('come back by themselves once the catalogue, away at the start, answers again', async () => {
    const first = await open()
    rmSync(folder(first), { recursive: true })
    market.shop.misbehave(archivesGone)
    const panel = await again(first)
    const failed = await endOf(panel, 'speaker', 'repair')
    expect(failed).to.include({ state: 'failed', operator: 'Souk' })
    expect(failed?.failure?.code).to.equal('out-of-reach')
    expect((await panel.services.installations.find('speaker'))?.altered).to.equal(true)

    market.shop.behave()
    await panel.services.refreshCatalogue()
    await until(
      () => answer(panel),
      said => said === '1.0.0',
      20_000,
    )
    expect((await panel.services.installations.find('speaker'))?.altered).to.equal(false)
  })

  it('are fetched again where an operator goes back to the release that was kept', async () => {
    const panel = await open()
    expect(await update(panel, 'speaker', '1.1.0')).to.include({ state: 'done' })
    rmSync(folder(panel, 'speaker', '1.0.0'), { recursive: true })
    const ada = { operatorId: (await adaOf(panel)).id, operator: 'Ada' }
    market.shop.misbehave(archivesGone)
    expect((await panel.services.updates.rollback('speaker', ada)).kind).to.equal('started')
    const failed = await endOf(panel, 'speaker', 'rollback')
    expect(failed).to.include({ state: 'failed' })
    expect(failed?.failure?.code).to.equal('out-of-reach')
    expect(await answer(panel)).to.equal('1.1.0')

    market.shop.behave()
    await panel.services.updates.rollback('speaker', ada)
    await until(
      () => answer(panel),
      said => said === '1.0.0',
      20_000,
    )
    expect(await panel.services.installations.find('speaker')).to.deep.include({
      version: '1.0.0',
      previous: null,
    })
  })
})
