import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { after, afterEach, before, beforeEach, describe, it } from 'mocha'
import { codeMarket, until } from '../support/code-panel.ts'
import { codeSample } from '../support/code-samples.ts'
import type { TestPanel } from '../support/panel.ts'
import { installVersion, update } from '../support/updating.ts'

const answering = (version: string, supports: string) =>
  codeSample('loyal', `export default { hooks: { request: () => ({ body: '${version}' }) } }`, {
    version,
    rights: { publicAddress: true },
    manifest: { supports },
  })

describe('A help desk that was brought to a newer version itself', function () {
  this.timeout(60_000)
  let market: Awaited<ReturnType<typeof codeMarket>>
  let dataDir = ''
  let panel: TestPanel | undefined
  before(async () => {
    market = await codeMarket([answering('1.0.0', '>=5.0.0 <6.0.0'), answering('1.1.0', '>=6.0.0 <7.0.0')])
  })
  after(() => market.close())
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'souk-help-desk-'))
  })
  afterEach(async () => {
    await panel?.stop()
    panel = undefined
    rmSync(dataDir, { recursive: true, force: true })
  })

  const start = async (version: string) => {
    await panel?.stop()
    panel = await market.panelWith([], { dataDir, env: { HELP_DESK_VERSION: version } })
    return panel
  }
  const answer = async (from: TestPanel) => {
    const { status, html } = await from.visitor().fetch('/hooks/loyal')
    return status === 200 ? html : status
  }

  it('switches off what does not support it before it can break, and says what it needs', async () => {
    await installVersion(await start('5.0.0'), 'loyal', '1.0.0')
    const newer = await start('6.0.0')
    expect(await answer(newer)).to.equal(410)
    const ada = await newer.as('ada')
    expect((await ada.get('/plugins')).text).to.match(/needs help desk .*, and this one is 6\.0\.0\./)
    const [line] = await newer.services.activity.list({ addon: 'loyal' }, 1).then(({ lines }) => lines)
    expect(line).to.include({ act: 'addon.switch-off', operator: 'Souk' })
    expect(
      await newer.services.manage.activate('loyal', { operatorId: null, operator: 'Ada' }),
    ).to.deep.include({ kind: 'begun' })
    await until(
      async () => (await newer.services.operations.latestFor('loyal'))?.failure?.code,
      code => code === 'unsupported',
    )
  })

  it('has it run again once a release that fits is installed', async () => {
    await installVersion(await start('5.0.0'), 'loyal', '1.0.0')
    const newer = await start('6.0.0')
    expect(await update(newer, 'loyal', '1.1.0')).to.include({ state: 'done' })
    expect(
      await until(
        () => answer(newer),
        body => body === '1.1.0',
      ),
    ).to.equal('1.1.0')
  })

  it('has it run again, too, once the help desk is the one it supports', async () => {
    await installVersion(await start('5.0.0'), 'loyal', '1.0.0')
    expect(await answer(await start('6.0.0'))).to.equal(410)
    const back = await start('5.2.0')
    expect(
      await until(
        () => answer(back),
        body => body === '1.0.0',
      ),
    ).to.equal('1.0.0')
  })
})
