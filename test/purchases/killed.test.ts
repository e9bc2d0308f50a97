import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'chai'
import { after, afterEach, before, beforeEach, describe, it } from 'mocha'
import { openDb } from '../../db/index.ts'
import { migrations } from '../../db/migrations/index.ts'
import { buyElsewhere } from '../support/buying.ts'
import { networkFaults } from '../support/network-faults.ts'
import type { Market } from '../support/market.ts'
import { paidMarket, payingHelpDesk, type PayingHelpDesk, verbsOf } from '../support/paying.ts'
import { startPanel, type TestPanel } from '../support/panel.ts'
import { until } from '../support/programs.ts'
import { send } from '../support/tampering.ts'

const charged = ['japanese 400 USD monthly']

/** A real process dies by SIGKILL in the middle of a purchase; the next start goes on, and nobody clicks. */
describe('A panel that is hurt in the middle of a purchase', function () {
  this.timeout(90_000)
  let shop: Market
  let desk: PayingHelpDesk
  let dataDir = ''
  let again: TestPanel | undefined
  before(async () => {
    shop = await paidMarket()
  })
  after(() => shop.close())
  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'souk-killed-'))
    desk = await payingHelpDesk(shop, { dataDir })
  })
  afterEach(async () => {
    await again?.stop()
    again = undefined
    await desk.area.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })

  const restarted = async () => {
    const { publicUrl } = desk.services.settings
    again = await startPanel({
      dataDir,
      port: Number(publicUrl.port),
      seeded: false,
      catalogueUrl: shop.url,
      catalogueRoot: shop.root,
      env: desk.area.settings,
    })
    const { services } = again
    for (const { id } of await services.operations.openAll()) await services.operations.ended(id, 30_000)
    return { services, ...verbsOf(services, desk.area) }
  }

  const results = async (services: TestPanel['services']) => {
    const { lines } = await services.activity.list({ act: 'addon.purchase' }, 1)
    return lines.map(({ result }) => result).toReversed()
  }

  /** Where it dies: at which request, and whether the client area had done it by then. */
  const deaths: [string, RegExp, boolean][] = [
    ['before the client area has read the charge', /^POST \/api\/v1\/purchases$/, false],
    ['after the charge, before the reply', /^POST \/api\/v1\/purchases$/, true],
    ['after the reply, before the outcome is stored', /^GET \/api\/v1\/entitlements\/[\w-]+$/, true],
    ['when it is paid, before anything is fetched', /^GET \/api\/v1\/entitlements$/, true],
    ['while it fetches what was paid for', /^GET \/api\/v1\/releases\//, false],
  ]
  for (const [words, which, isDone] of deaths)
    it(`by a kill ${words}, charges once, and has it installed after the next start`, async () => {
      const order = await desk.button('japanese', 'monthly')
      await desk.panel.stop()
      const reached = new Promise<void>(died => {
        desk.area.failWith(which, async (res, effect) => {
          if (isDone) await effect()
          await child.stop('SIGKILL')
          res.destroy()
          died()
        })
      })
      const child = buyElsewhere(desk, 'japanese', order)
      await Promise.race([reached, child.ended.then(({ code, err }) => expect(code, err).to.equal(null))])
      await reached
      desk.area.recover()

      const { services, charges, purchase, installed } = await restarted()
      expect(await charges()).to.deep.equal(charged)
      expect(await purchase('japanese')).to.include({ state: 'paid' })
      expect(await installed('japanese')).to.equal(true)
      expect(await results(services)).to.deep.equal(['started', 'interrupted', 'resumed', 'done'])
      expect((await services.purchases.list(1)).total).to.equal(1)
    })

  it('by a kill as soon as the press is committed, charges once', async () => {
    const order = await desk.button('japanese', 'monthly')
    await desk.panel.stop()
    const { code } = await buyElsewhere(desk, 'japanese', order, { atOnce: true }).ended
    expect(code).to.equal(null)
    const { charges, purchase } = await restarted()
    expect(await charges()).to.deep.equal(charged)
    expect(await purchase('japanese')).to.include({ state: 'paid' })
  })

  it('by a kill, and another while it looks the charge up, still charges once', async () => {
    const order = await desk.button('japanese', 'monthly')
    await desk.panel.stop()
    let times = 0
    let child = buyElsewhere(desk, 'japanese', order)
    desk.area.failWith(/^POST \/api\/v1\/purchases$/, async (res, effect) => {
      times += 1
      send(res, await effect())
      await child.stop('SIGKILL')
    })
    await child.ended
    desk.area.failWith(/^GET \/api\/v1\/purchases\//, async (res, effect) => {
      times += 1
      await effect()
      await child.stop('SIGKILL')
      res.destroy()
    })
    child = recoverElsewhere()
    await child.ended
    expect(times).to.equal(2)
    desk.area.recover()
    const { charges, purchase, installed } = await restarted()
    expect(await charges()).to.deep.equal(charged)
    expect(await purchase('japanese')).to.include({ state: 'paid' })
    expect(await installed('japanese')).to.equal(true)
  })

  it('by a kill while the client area is away afterwards, shows "checking" and takes no second purchase', async () => {
    const order = await desk.button('japanese', 'monthly')
    await desk.panel.stop()
    const child = buyElsewhere(desk, 'japanese', order)
    desk.area.failWith(/^POST \/api\/v1\/purchases$/, async (res, effect) => {
      await effect()
      await child.stop('SIGKILL')
      res.destroy()
    })
    await child.ended
    desk.area.failWith(/api/, networkFaults['N12 is down'])
    const { services, charges, press, purchase } = await restarted()
    expect(await purchase('japanese')).to.include({ state: 'unknown' })
    expect(await press('japanese', order)).to.include({ kind: 'open already' })
    desk.area.recover()
    await services.entitlements.sync()
    expect(await purchase('japanese')).to.include({ state: 'paid' })
    expect(await charges()).to.deep.equal(charged)
  })

  // forty seconds: with FAULTS=all only
  const itAtLength = process.env['FAULTS'] === 'all' ? it : () => {}
  itAtLength('by a database that is locked for longer than anybody waits, charges once', async () => {
    const order = await desk.button('japanese', 'monthly')
    const locker = await openDb(desk.services.settings.databaseUrl, migrations)
    desk.area.failWith(/^POST \/api\/v1\/purchases$/, async (res, effect) => {
      const reply = await effect()
      const locked = new Promise<void>(begun => {
        void locker.atomically(async () => {
          begun()
          await pause(8_000)
        })
      })
      await locked
      send(res, reply)
    })
    const placing = await desk.press('japanese', order)
    if (placing.kind !== 'started') throw new Error(placing.kind)
    const left = async () => (await desk.services.operations.find(placing.operation.id))?.state !== 'running'
    await until(left, () => 'the operation to be taken up again', 80_000)
    await locker.close()
    expect(await desk.charges()).to.deep.equal(charged)
    expect(await desk.purchase('japanese')).to.include({ state: 'paid' })
    expect(await desk.installed('japanese')).to.equal(true)
    await desk.panel.stop()
  })

  const recoverElsewhere = () => buyElsewhere(desk, '', { attempt: '', cycle: '', amount: '', currency: '' })
})
