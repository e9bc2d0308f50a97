import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { after, afterEach, before, describe, it } from 'mocha'
import type { Client } from './support/client.ts'
import { until } from './support/code-panel.ts'
import { customerOf, type Market, market } from './support/market.ts'
import type { PanelOptions, TestPanel } from './support/panel.ts'
import { french } from './support/samples.ts'
import { endOf, installVersion } from './support/updating.ts'

const samples = ['1.1.0', '1.2.0'].map(version => ({ ...french, version }))

/** What else may be pressed on an add-on that is installed: where, and with what. */
const presses = [
  { title: 'Update', path: '/addons/french/update', form: { version: '1.2.0' } },
  { title: 'Update to another version', path: '/addons/french/update', form: { version: '1.3.0' } },
  { title: 'Roll back', path: '/addons/french/rollback', form: {} },
  { title: 'Repair', path: '/languages/french/repair', form: {} },
  { title: 'Deactivate', path: '/languages/french/deactivation', form: {} },
  { title: 'Uninstall', path: '/languages/french/uninstallation', form: { data: 'keep' } },
]

describe('While one operator changes an add-on', function () {
  this.timeout(90_000)
  let shop: Market
  const panels: TestPanel[] = []
  before(async () => {
    shop = await market(samples)
  })
  after(() => shop.close())
  afterEach(async () => {
    shop.behave()
    for (const panel of panels.splice(0)) await panel.stop()
  })

  const open = async (options: PanelOptions = {}) => {
    const panel = await customerOf(shop, options)
    panels.push(panel)
    expect(await installVersion(panel, 'french', '1.1.0')).to.include({ state: 'done' })
    return { panel, ada: await panel.as('ada'), cleo: await panel.as('cleo') }
  }
  const altered = async (panel: TestPanel) => {
    writeFileSync(join(panel.dataDir, 'panel/addons/french/1.1.0/messages.json'), '{}')
    const { manage, operations } = panel.services
    for (const act of ['deactivate', 'activate'] as const) {
      const managed = await manage[act]('french', { operatorId: null, operator: 'Ada' })
      if (managed.kind === 'begun') await operations.ended(managed.operation.id, 20_000)
    }
    const one = await panel.services.installations.find('french')
    if (!one?.altered) throw new Error('it was not seen')
  }
  /** presses while the catalogue hangs; the answer lets it go on */
  const hang = async (ada: Client, path: string, form: Record<string, string>) => {
    let release = () => {}
    const held = new Promise<undefined>(done => (release = () => done(undefined)))
    shop.misbehave(asked => (asked.endsWith('archive.tgz') ? held : undefined))
    const { location } = await ada.post(path, form)
    await until(() => shop.asked.at(-1)?.endsWith('archive.tgz'))
    return { location, release }
  }

  it('to a new release, whoever presses anything else is told who is at work, and the same press joins', async () => {
    const { panel, ada, cleo } = await open()
    const { location, release } = await hang(ada, '/addons/french/update', { version: '1.2.0' })
    const [same, ...others] = presses
    expect((await cleo.post(same?.path ?? '', same?.form ?? {})).location).to.equal(location)
    for (const { title, path, form } of others.filter(one => one.title !== 'Repair')) {
      const page = await cleo.post(path, form)
      expect(page.status, title).to.equal(409)
      expect(page.text, title).to.include('Ada is changing').and.include('Wait until that has ended')
    }
    release()
    expect(await endOf(panel, 'french', 'update')).to.include({ state: 'done', operator: 'Ada' })
  })

  it('by a repair, too', async () => {
    const { panel, ada, cleo } = await open()
    await altered(panel)
    const { location, release } = await hang(ada, '/languages/french/repair', {})
    // it is off already
    for (const { title, path, form } of presses.filter(one => one.title !== 'Deactivate')) {
      const page = await cleo.post(path, form)
      if (title === 'Repair') expect(page.location).to.equal(location)
      else expect(page.text, title).to.include('Ada is changing')
    }
    release()
    expect(await endOf(panel, 'french', 'repair')).to.include({ state: 'done', operator: 'Ada' })
  })
})
