import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { chances } from './kills/chance.ts'
import { besiege } from './kills/siege.ts'
import { openWorld, type World } from './kills/world.ts'

describe('A panel under load', function () {
  this.timeout(180_000)
  let world: World
  before(async () => {
    world = await openWorld(1_000)
  })
  after(() => world.close())

  it('killed three times at random, has everything whole when it comes to rest', async () => {
    const figures = await besiege(world, {
      chances: chances(5),
      mostMs: 900,
      goesOn: kills => kills < 3,
      rests: kills => kills === 3,
      // how quickly it starts, says the campaign: here other tests run beside it
      isFree: () => false,
    })
    expect(figures.violations).to.deep.equal([])
    expect(figures.pages).to.be.greaterThan(0)
    expect(figures.versions).to.have.property('timestamp')
  })
})
