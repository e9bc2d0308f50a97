import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { operatorCommands } from '../../cli/souk.ts'
import { buildRunner } from '../../setup/build.mjs'
import { terminalOf } from '../support/commands.ts'
import { customerOf, type Market, market } from '../support/market.ts'
import type { TestPanel } from '../support/panel.ts'
import { realAddon } from '../support/real-addons.ts'
import { german } from '../support/samples.ts'
import { installVersion } from '../support/updating.ts'

describe('souk addons update and rollback, beside a running panel', function () {
  this.timeout(60_000)
  let shop: Market
  let panel: TestPanel
  before(async () => {
    await buildRunner()
    const germans = ['0.9.0', '1.0.0', '1.1.0'].map(version => ({ ...german, version }))
    shop = await market([...germans, realAddon('auto-reply', '1.0.0'), realAddon('auto-reply', '1.1.0')])
    panel = await customerOf(shop, { code: true })
    for (const slug of ['german', 'auto-reply']) await installVersion(panel, slug, '1.0.0')
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
  const version = async (slug: string) => (await panel.services.installations.find(slug))?.version

  it('updates to what is offered, and says so', async () => {
    expect(await run('update', 'german')).to.deep.equal({
      code: 0,
      out: 'German was updated to 1.1.0.\n',
      err: '',
    })
    expect(await version('german')).to.equal('1.1.0')
    expect((await run('update', 'german')).out).to.equal('german: nothing to do.\n')
  })

  it('names what a version asks for, and takes it only with each of these names', async () => {
    const refused = await run('update', 'auto-reply')
    expect(refused).to.deep.equal({
      code: 1,
      out: '',
      err: `Version 1.1.0 asks for more than 1.0.0. It may also:
  page:answers:operators: Add the page “Automatic answers” for operators
To accept that: souk addons update auto-reply --to 1.1.0 --accept 'page:answers:operators'
`,
    })
    expect((await run('update', 'auto-reply', '--accept', 'page:answers:public')).code).to.equal(1)
    expect(await version('auto-reply')).to.equal('1.0.0')
    const done = await run('update', 'auto-reply', '--accept', 'page:answers:operators', '--json')
    expect([done.code, done.err]).to.deep.equal([0, ''])
    expect(JSON.parse(done.out)).to.include({
      addon: 'auto-reply',
      version: '1.1.0',
      change: 'update',
      result: 'done',
    })
  })

  it('goes back to the version that was kept, once', async () => {
    const { code, out } = await run('rollback', 'auto-reply', '--json')
    expect([code, JSON.parse(out).version]).to.deep.equal([0, '1.0.0'])
    expect(await version('auto-reply')).to.equal('1.0.0')
    const twice = await run('rollback', 'auto-reply')
    expect(twice).to.deep.include({
      code: 1,
      err: 'No earlier version of Auto-reply is kept on this help desk.\n',
    })
  })

  it('installs an older version only where it is named', async () => {
    expect((await run('update', 'german', '--to', '0.9.0')).out).to.equal('German was updated to 0.9.0.\n')
    expect(await version('german')).to.equal('0.9.0')
  })

  it('says what stands in the way', async () => {
    expect((await run('update', 'nonsense')).err).to.equal('"nonsense" is not installed.\n')
    expect((await run('rollback', 'nonsense')).err).to.equal('"nonsense" is not installed.\n')
    expect((await run('update', 'german', '--to', '7.0.0')).err).to.include('has changed meanwhile')
    expect((await run('update')).code).to.equal(2)
  })
})
