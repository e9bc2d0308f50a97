import { expect } from 'chai'
import { describe, it } from 'mocha'
import { goodArchives } from './archives/good.ts'
import { everyHostile } from './archives/hostile.ts'
import { pressGood, pressHostile } from './archives/pressing.ts'

/** The short form of the campaign about archives; the long one is npm run campaign:archives. */
describe('Archives that the vendor signed, whatever is in them', function () {
  this.timeout(120_000)
  const hostile = everyHostile()
  const good = goodArchives()

  it('are enough of both sorts, no two alike', () => {
    expect(new Set(hostile.map(({ what }) => what)).size).to.equal(hostile.length)
    expect(new Set(good.map(({ what }) => what)).size).to.equal(good.length)
    expect(hostile.length).to.be.at.least(60)
    expect(good.length).to.be.at.least(12)
  })

  it('are refused whole when they are hostile: the page says why, and the disk is as before', async () => {
    const pressed = await pressHostile(hostile)
    expect(pressed.filter(({ violations }) => violations.length > 0)).to.deep.equal([])
    expect(pressed).to.have.length(hostile.length)
  })

  it('are installed when they are good, however unusual', async () => {
    const pressed = await pressGood(good)
    expect(pressed.filter(({ violations }) => violations.length > 0)).to.deep.equal([])
  })
})
