import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { operatorCommands } from '../../cli/souk.ts'
import { codeMarket, until } from '../support/code-panel.ts'
import { postbox } from '../support/code-samples.ts'
import { terminalOf } from '../support/commands.ts'
import type { TestPanel } from '../support/panel.ts'

describe('souk addons: channels beside a running panel', function () {
  this.timeout(60_000)
  let market: Awaited<ReturnType<typeof codeMarket>>
  let panel: TestPanel
  before(async () => {
    market = await codeMarket([postbox])
    panel = await market.panelWith([])
  })
  after(async () => {
    await panel.stop()
    await market.close()
  })

  const atTerminal = terminalOf('souk', operatorCommands, () => ({
    NODE_ENV: 'test',
    DATA_DIR: panel.dataDir,
    CATALOGUE_URL: market.shop.url,
    LICENCE_KEY: panel.services.settings.licenceKey,
  }))
  const hook = async () => (await panel.visitor().fetch('/hooks/postbox/form')).status

  it('installs one, tries its code, and the running panel runs it', async () => {
    const { code, out, err } = await atTerminal('addons', 'install', 'postbox')
    expect([code, out, err]).to.deep.equal([0, 'Postbox is installed.\n', ''])
    expect(await until(hook, status => status === 200)).to.equal(200)
  })

  it('switches it off, and the running panel ends it', async () => {
    expect((await atTerminal('addons', 'deactivate', 'postbox')).code).to.equal(0)
    expect(await hook()).to.equal(410)
    await until(
      () => panel.services.code.doing('postbox'),
      doing => doing === undefined,
    )
  })
})
