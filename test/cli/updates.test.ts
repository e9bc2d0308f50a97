import { expect } from 'chai'
import { after, before, beforeEach, describe, it } from 'mocha'
import { operatorCommands } from '../../cli/souk.ts'
import { buildRunner } from '../../setup/build.mjs'
import { until } from '../support/code-panel.ts'
import { codeSample } from '../support/code-samples.ts'
import { terminalOf } from '../support/commands.ts'
import { customerOf, type Market, market } from '../support/market.ts'
import type { TestPanel } from '../support/panel.ts'
import { french, german, languagePack } from '../support/samples.ts'
import { installVersion } from '../support/updating.ts'

const dutch = languagePack('dutch', 'nl', 'Nederlands', { 'layout.sign-out': 'Uit' })
const greeter = (version: string) =>
  codeSample('greeter', `export default { hooks: { request: () => ({ body: '${version}' }) } }`, {
    version,
    rights: { publicAddress: true },
  })
const samples = [french, german].flatMap(sample =>
  ['1.0.0', '1.1.0'].map(version => ({ ...sample, version })),
)

describe('souk updates, and souk update --all', function () {
  this.timeout(40_000)
  let shop: Market
  let panel: TestPanel
  before(async () => {
    await buildRunner()
    shop = await market([
      ...samples,
      greeter('1.0.0'),
      greeter('1.1.0'),
      { ...dutch, version: '1.0.0' },
      { ...dutch, version: '2.0.0' },
    ])
  })
  beforeEach(async () => {
    await panel?.stop()
    panel = await customerOf(shop)
    for (const slug of ['french', 'german', 'dutch']) await installVersion(panel, slug, '1.0.0')
    shop.behave()
  })
  after(async () => {
    await panel.stop()
    await shop.close()
  })
  const run = terminalOf('souk', operatorCommands, () => ({
    NODE_ENV: 'test',
    DATA_DIR: panel.dataDir,
    CATALOGUE_URL: shop.url,
    LICENCE_KEY: panel.services.settings.licenceKey,
  }))
  const versions = async () => (await panel.services.installations.all()).map(({ version }) => version)

  it('list what is newer, and what of it nothing speaks against', async () => {
    const { code, out } = await run('updates')
    expect(code).to.equal(0)
    expect(out).to.match(/^french +1\.0\.0 to 1\.1\.0/m)
    expect(out).to.match(/^dutch +1\.0\.0 to 2\.0\.0 +is a new major version$/m)
    const listed = JSON.parse((await run('updates', '--json')).out) as Record<string, unknown>[]
    expect(listed.map(({ addon, choice }) => `${String(addon)} ${String(choice)}`)).to.deep.equal([
      'dutch chosen',
      'french safe',
      'german safe',
    ])
  })

  it('update what nothing speaks against, say what was left out, and wait for the end', async () => {
    const { code, out, err } = await run('update', '--all')
    expect(code, err).to.equal(0)
    expect(out).to.match(/^french +1\.0\.0 to 1\.1\.0 +updated\ngerman +1\.0\.0 to 1\.1\.0 +updated\n$/)
    expect(err).to.match(/^Left out: dutch .*new major version\n$/)
    expect(await versions()).to.have.members(['1.1.0', '1.1.0', '1.0.0'])
    const again = await run('update', '--all', '--json')
    expect(JSON.parse(again.out)).to.deep.equal({ run: null, rows: [] })
  })

  it('stop at the first failure with exit code 1, or go on', async () => {
    shop.misbehave(path => (path.includes('/french/1.1.0/archive') ? Buffer.from('no') : undefined))
    const stopped = await run('update', '--all')
    expect(stopped.code).to.equal(1)
    expect(stopped.out).to.match(/^french .* failed .*\ngerman .* not tried\n$/)
    expect(stopped.err).to.include('2 of 2 add-ons were not updated.')
    const { code, out } = await run('update', '--all', '--go-on', '--json')
    expect(code).to.equal(1)
    const told = JSON.parse(out) as { rows: { result: string }[] }
    expect(told.rows.map(({ result }) => result)).to.deep.equal(['failed', 'done'])
  })

  it('ask for the login first', async () => {
    await panel.services.connection.disconnect({ operatorId: null, operator: 'Ada' })
    const { code, err } = await run('update', '--all')
    expect(code).to.equal(1)
    expect(err).to.include('Log in to the client area first, then try again with Dutch.')
    expect(await versions()).to.deep.equal(['1.0.0', '1.0.0', '1.0.0'])
  })

  it('update what runs code beside a running panel, which then runs the new release', async () => {
    await panel.stop()
    panel = await customerOf(shop, { code: true })
    await installVersion(panel, 'greeter', '1.0.0')
    const answer = async () => (await panel.visitor().fetch('/hooks/greeter')).html
    await until(answer, body => body === '1.0.0')
    const { code, out, err } = await run('update', '--all')
    expect(code, err).to.equal(0)
    expect(out).to.match(/^greeter +1\.0\.0 to 1\.1\.0 +updated\n$/)
    await until(answer, body => body === '1.1.0')
  })

  it('want to be told that it is about all', async () => {
    const { code, err } = await run('update')
    expect(code).to.equal(2)
    expect(err).to.include('--all')
  })
})
