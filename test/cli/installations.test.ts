import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { operatorCommands } from '../../cli/souk.ts'
import { terminalOf } from '../support/commands.ts'
import { customerOf, type Market, market } from '../support/market.ts'
import type { TestPanel } from '../support/panel.ts'

describe('souk addons: install and manage beside a running panel', function () {
  this.timeout(30_000)
  let shop: Market
  let panel: TestPanel
  before(async () => {
    shop = await market()
    panel = await customerOf(shop)
  })
  after(async () => {
    await panel.stop()
    await shop.close()
  })

  const atTerminal = terminalOf('souk', operatorCommands, () => ({
    NODE_ENV: 'test',
    DATA_DIR: panel.dataDir,
    CATALOGUE_URL: shop.url,
    LICENCE_KEY: panel.services.settings.licenceKey,
  }))
  const run = (...argv: string[]) => atTerminal('addons', ...argv)

  it('installs, and the running panel speaks the language at its next page', async () => {
    const { code, out, err } = await run('install', 'french')
    expect([code, out, err]).to.deep.equal([0, 'French is installed.\n', ''])
    const ada = await panel.as('ada')
    expect((await ada.get('/profile')).html).to.include('Français')
    expect((await ada.get('/languages')).text).to.include('by Command line')
  })

  it('says what stands in the way, and ends with 1', async () => {
    expect(await run('install', 'french')).to.deep.equal({
      code: 1,
      out: '',
      err: 'French is installed already, so nothing was done.\n',
    })
    const unknown = await run('install', 'nonsense')
    expect(unknown.err).to.equal('There is no add-on "nonsense": "souk addons list" names them all.\n')
    expect((await run('deactivate', 'german')).err).to.equal('"german" is not installed.\n')
    expect((await run('install')).code).to.equal(2)
    shop.misbehave(path => (path.endsWith('archive.tgz') ? Buffer.from('no') : undefined))
    const failed = await run('install', 'german')
    expect(failed.code).to.equal(1)
    expect(failed.err).to.match(/^German could not be installed\. The catalogue at \S+ sent less/)
    shop.behave()
  })

  it('switches off, on and uninstalls, as JSON where asked', async () => {
    expect((await run('deactivate', 'french')).out).to.equal('French is no longer active.\n')
    expect((await run('deactivate', 'french')).out).to.equal('french: nothing to do.\n')
    const { code, out } = await run('activate', 'french', '--json')
    expect(code).to.equal(0)
    expect(JSON.parse(out)).to.include({
      addon: 'french',
      version: '1.0.0',
      change: 'activate',
      result: 'done',
    })
    expect((await run('uninstall', 'french', '--delete-data')).out).to.equal('French is uninstalled.\n')
    expect(await panel.services.installations.all()).to.deep.equal([])
  })
})
