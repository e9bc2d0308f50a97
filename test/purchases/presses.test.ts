import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { eachDatabaseUrl } from '../support/databases.ts'
import type { Market } from '../support/market.ts'
import { paidMarket, payingHelpDesk, spender } from '../support/paying.ts'

const presses = process.env['FAULTS'] === 'all' ? 200 : 60

describe('Purchase, pressed by many at once', function () {
  this.timeout(120_000)
  let shop: Market
  before(async () => {
    shop = await paidMarket()
  })
  after(() => shop.close())

  eachDatabaseUrl((name, url) => {
    it(`through two panels over one database (${name}) charges once`, async () => {
      const desk = await payingHelpDesk(shop, { databaseUrl: await url() })
      const other = await desk.second()
      const [order, addon] = [await desk.button('japanese', 'monthly'), await desk.listed('japanese')]
      const pressed = await Promise.all(
        Array.from({ length: presses }, (_, i) =>
          (i % 2 === 0 ? desk : other).services.purchases.place(addon, order, spender),
        ),
      )
      const kinds = pressed.map(placing => placing.kind)
      expect(kinds.filter(kind => kind === 'started')).to.have.length(1)
      expect(kinds.filter(kind => !['started', 'joined', 'open already'].includes(kind))).to.satisfy(
        (others: string[]) => others.every(kind => kind === 'refused' || kind === 'price changed'),
      )
      for (const placing of pressed)
        if (placing.kind === 'started') await desk.services.operations.ended(placing.operation.id, 30_000)
      expect(await desk.charges()).to.deep.equal(['japanese 400 USD monthly'])
      expect(await desk.installed('japanese')).to.equal(true)
      expect((await desk.services.purchases.list(1)).total).to.equal(1)
      await other.close()
      await desk.stop()
    })
  })
})
