import { join } from 'node:path'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { hangs, measured } from './stay-up/hangs.ts'
import { openWorld, type World } from './stay-up/world.ts'
import { fillWithLeftOvers, leftOversIn } from './stay-up/left-overs.ts'

// every way to hang, and how quickly others are served meanwhile, says the campaign: here other tests run beside it
const some = hangs.filter(({ title }) => /the disk|a migration|a cancellation/.test(title))

describe('A panel stays up', function () {
  this.timeout(180_000)
  let world: World
  before(async () => {
    world = await openWorld(1_000)
  })
  after(() => world.close())

  for (const hang of some)
    it(`while ${hang.title}: other pages answer`, async () => {
      const waits = await measured(world, hang, { ms: 60_000, pages: 10 })
      expect(waits).to.have.length(10)
    })

  it('and starts with a thousand files left over, and with none afterwards', async () => {
    const folder = join(world.place.dataDir, 'panel')
    fillWithLeftOvers(folder)
    const panel = await world.start()
    expect(leftOversIn(folder)).to.deep.equal([])
    await panel.stop('SIGTERM')
  })
})
