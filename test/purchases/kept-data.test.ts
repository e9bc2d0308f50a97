import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { afterEach, before, beforeEach, describe, it } from 'mocha'
import { buildRunner } from '../../setup/build.mjs'
import { codeSample } from '../support/code-samples.ts'
import { type Market, market } from '../support/market.ts'
import { ada, payingHelpDesk, type PayingHelpDesk, spender } from '../support/paying.ts'

const aMonth = { currency: 'USD', cycle: 'monthly' as const, amount: 500 }
const clumsy = (version: string, migrate: string) =>
  codeSample('clumsy', `export default { async migrate() { ${migrate} } }`, {
    version,
    rights: { storage: 1_000 },
    settings: { type: 'object', properties: { word: { type: 'string', title: 'Word', default: 'Hi' } } },
    manifest: { prices: [aMonth] },
  })
const charge = 'clumsy 500 USD monthly'

describe('Buying an add-on again, whose newer release cannot take over what the older one kept', function () {
  this.timeout(60_000)
  let shop: Market
  let desk: PayingHelpDesk
  before(() => buildRunner())
  beforeEach(async () => {
    shop = await market([clumsy('1.0.0', '')])
    desk = await payingHelpDesk(shop, { code: true })
    await desk.area.offer([{ addon: 'clumsy', name: 'Clumsy', author: 'souk', prices: [aMonth] }])
    await bought()
    await leave()
    await publish(clumsy('1.1.0', 'throw new Error("cannot read the counts")'))
  })
  afterEach(async () => {
    await desk.stop()
    await shop.close()
  })

  const publish = async (sample: ReturnType<typeof clumsy>) => {
    await shop.publish(sample)
    cpSync(shop.shop.at('paid'), join(desk.area.folder, 'releases'), { recursive: true })
    await desk.services.refreshCatalogue()
  }
  const ended = (operation: { id: string }) => desk.services.operations.ended(operation.id, 20_000)
  const bought = async () => expect(await desk.buy('clumsy', 'monthly')).to.include({ state: 'done' })
  /** cancelled, then uninstalled with its data kept */
  const leave = async () => {
    const cancelled = await desk.services.entitlements.cancel('clumsy', spender)
    if (!('operation' in cancelled)) throw new Error(cancelled.kind)
    await ended(cancelled.operation)
    const gone = await desk.services.manage.uninstall('clumsy', 'keep', ada)
    if (gone.kind !== 'begun') throw new Error(gone.kind)
    expect(await ended(gone.operation)).to.include({ state: 'done', failure: null })
  }

  /** buys 1.1.0, which is not installed then; answers with Ada's browser */
  const buyAgain = async () => {
    const operator = await desk.panel.as('ada')
    await operator.get('/addons/clumsy')
    const page = await operator.press('Purchase, monthly: 5.00 USD now')
    expect(page.text).to.include('purchased, but not installed').and.to.include('Charged: 5.00 USD')
    expect(await desk.purchase('clumsy')).to.include({ state: 'paid' })
    expect(await desk.installed('clumsy')).to.equal(null)
    expect(await desk.charges()).to.deep.equal([charge, charge])
    return operator
  }

  it('charges once, says on its page why it is not installed, and installs it when that is deleted', async () => {
    const operator = await buyAgain()
    await operator.get('/addons/clumsy')
    await operator.press('Install')
    const page = await operator.get('/addons/clumsy')
    expect(page.text)
      .to.include('Clumsy could not be installed')
      .and.to.include('Clumsy 1.1.0 could not take over what 1.0.0 kept on this help desk: ')
      .and.to.include('cannot read the counts')
      .and.to.include('Or delete what was kept, or wait for a newer version, and then install Clumsy.')
      .and.to.include('Already purchased: installing it costs nothing more.')
    expect((await operator.press('Delete what was kept')).text).not.to.include('could not take over')
    expect((await operator.press('Install')).text).to.include('Clumsy is installed')
    expect(await desk.services.installations.find('clumsy')).to.include({ version: '1.1.0', active: true })
    expect(await desk.charges()).to.deep.equal([charge, charge])
  })

  it('says so right after the purchase, charges nobody twice, and waits for a release that can', async () => {
    const form = await desk.button('clumsy', 'monthly')
    const operator = await buyAgain()
    expect((await operator.get('/addons/clumsy')).text)
      .to.include('Clumsy is purchased, but not installed yet')
      .and.to.include('Clumsy 1.1.0 could not take over what 1.0.0 kept on this help desk: ')
    expect(await desk.press('clumsy', form)).to.have.nested.property('why.code', 'bought-already')
    await publish(clumsy('1.2.0', ''))
    await operator.get('/addons/clumsy')
    expect((await operator.press('Install')).text).to.include('Clumsy is installed')
    expect(await desk.services.installations.find('clumsy')).to.include({ version: '1.2.0', active: true })
    expect((await operator.get('/addons/clumsy')).text).not.to.include('could not take over')
    expect(await desk.charges()).to.deep.equal([charge, charge])
  })
})
