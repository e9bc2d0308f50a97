import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { keyboardOn } from '../support/keyboard.ts'
import { type Way, ways } from '../support/ways.ts'
import { buying, paying } from './ways/buying.ts'
import { colleagues } from './ways/colleagues.ts'
import { connecting, disconnecting } from './ways/connecting.ts'
import { finding } from './ways/finding.ts'
import { installing } from './ways/installing.ts'
import { type Journey, type Place, placeFor } from './ways/journey.ts'
import { settingUp } from './ways/setting-up.ts'
import { mistaken, signingIn } from './ways/signing-in.ts'

describe('With script, without it and by keyboard alone, somebody can', function () {
  this.timeout(60_000)
  let places: Place[] = []
  const placeOf = (way: Way) => {
    const place = places[ways.indexOf(way)]
    if (!place) throw new Error(`Nobody is there ${way}`)
    return place
  }
  before(async () => {
    places = await Promise.all(ways.map(placeFor))
  })
  after(async () => {
    for (const { hand, whole } of places) {
      await hand.page.context().close()
      await whole.stop()
    }
  })

  /** all ways at once, each in a Souk of its own */
  const walkEach = (journeys: Journey[]) => {
    for (const { title, walk, ends } of journeys)
      it(title, async () => {
        const ended = await Promise.allSettled(places.map(walk))
        for (const [i, end] of ended.entries()) {
          if (end.status === 'rejected') throw new Error(`${ways[i]}: ${end.reason}`, { cause: end.reason })
          expect(end.value, ways[i]).to.deep.equal(ends)
        }
      })
  }

  walkEach([signingIn, mistaken, ...finding])

  it('come to the first card after at most 15 stops of Tab, and sooner over the skip link', async () => {
    const { hand } = placeOf('by keyboard alone')
    const keys = keyboardOn(hand.page)
    await hand.open('/addons')
    const stops = await keys.tabTo('Arabic', 15)
    expect(stops.filter(({ isVisible }) => !isVisible)).to.deep.equal([])
    await hand.open('/addons')
    expect(await keys.enter('Skip to main content')).to.have.lengthOf(1)
    await keys.tabTo('Arabic', 10)
  })

  walkEach([...connecting, ...installing, settingUp, ...colleagues, ...buying, ...paying, ...disconnecting])

  it('do all that with no complaint in the console, and with no focus lost', async () => {
    const refusals = /status of 4(03|00|22)/
    for (const { hand, complaints } of places) {
      expect(
        complaints.filter(words => !refusals.test(words)),
        hand.way,
      ).to.deep.equal([])
      await hand.leave()
    }
  })
})
