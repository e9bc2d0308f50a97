import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { operatorCommands } from '../../cli/souk.ts'
import { codeMarket, until } from '../support/code-panel.ts'
import { codeSample } from '../support/code-samples.ts'
import { terminalOf } from '../support/commands.ts'
import type { TestPanel } from '../support/panel.ts'

const hello = codeSample('hello', "export default { hooks: { request: () => ({ body: 'here' }) } }", {
  rights: { publicAddress: true },
})

const isOff = 'Safe mode is off. A panel that was started with SAFE_MODE=1 is in it all the same.\n'

describe('souk safe-mode, beside a running panel', function () {
  this.timeout(60_000)
  let market: Awaited<ReturnType<typeof codeMarket>>
  let panel: TestPanel
  const env: Record<string, string> = {}
  before(async () => {
    market = await codeMarket([hello])
    panel = await market.panelWith(['hello'])
  })
  after(async () => {
    await panel.stop()
    await market.close()
  })

  const souk = terminalOf('souk', operatorCommands, () => ({
    NODE_ENV: 'test',
    DATA_DIR: panel.dataDir,
    CATALOGUE_URL: market.shop.url,
    LICENCE_KEY: panel.services.settings.licenceKey,
    ...env,
  }))
  const answers = (status: number) =>
    until(
      async () => (await panel.visitor().fetch('/hooks/hello')).status,
      found => found === status,
    )

  it('stops add-on code in the running panel, and says so', async () => {
    await answers(200)
    expect(await souk('safe-mode')).to.deep.equal({ code: 0, out: isOff, err: '' })
    const { code, out } = await souk('safe-mode', 'on')
    expect(code).to.equal(0)
    expect(out).to.match(/^Safe mode is on since \S+Z, by Command line: no add-on code runs\.\n$/)
    await answers(503)
    const { out: json } = await souk('safe-mode', '--json')
    expect(JSON.parse(json)).to.include({ kind: 'on', because: 'operator' })
    expect((await souk('status', '--json')).out).to.include('"safeMode": true')
  })

  it('leaves it as things are now, if asked', async () => {
    expect((await souk('addons', 'deactivate', 'hello')).code).to.equal(0)
    expect((await souk('safe-mode', 'off', '--as-now')).out).to.equal(isOff)
    await answers(410)
  })

  it('leaves it as before: what ran when it began is active again', async () => {
    expect((await souk('addons', 'activate', 'hello')).code).to.equal(0)
    await answers(200)
    await souk('safe-mode', 'on')
    await souk('addons', 'deactivate', 'hello')
    expect(await souk('safe-mode', 'off')).to.deep.equal({ code: 0, out: isOff, err: '' })
    expect((await panel.services.installations.find('hello'))?.active).to.equal(true)
    await answers(200)
  })

  it('says why it stays on, and ends with 1, where the setting decides', async () => {
    env['SAFE_MODE'] = '1'
    expect((await souk('safe-mode')).out).to.include('because the setting SAFE_MODE says so')
    const { code, err } = await souk('safe-mode', 'off')
    expect(code).to.equal(1)
    expect(err).to.include('take SAFE_MODE out of the settings')
    expect((await souk('safe-mode', 'perhaps')).code).to.equal(2)
    delete env['SAFE_MODE']
  })
})
