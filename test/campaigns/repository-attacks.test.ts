import { expect } from 'chai'
import { after, afterEach, before, describe, it } from 'mocha'
import { attacksOnRefresh } from './repository/attacks.ts'
import { newWorld, stateOf, trustedVersions, type World } from './repository/world.ts'

/**
 * The attacks that The Update Framework names, each met by a press of a button in a panel: one panel, which has to come
 * out of every attack as it was, and to follow the vendor to the next list.
 */
describe('An attack on the catalogue', function () {
  this.timeout(60_000)
  let w: World
  before(async () => {
    w = await newWorld()
  })
  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return
    await w.close()
    w = await newWorld()
  })
  after(() => w.close())

  for (const { sort, title, vendor, does, says: words, cure } of attacksOnRefresh)
    it(`(${sort}) by ${title} changes nothing, is named, and ends with the vendor’s next list`, async () => {
      await vendor?.(w)
      const [was, trusted] = [await stateOf(w), await trustedVersions(w)]
      const restore = await w.shop.remember()
      await does(w)

      expect(await w.refresh()).to.match(words)
      expect(await stateOf(w)).to.deep.equal(was)
      const now = await trustedVersions(w)
      for (const role of ['root', 'timestamp', 'snapshot', 'targets'] as const)
        expect(now[role], role).to.be.at.least(trusted[role])

      w.shop.behave()
      w.ahead(0)
      await restore()
      await cure?.(w)
      const slug = await w.publishNext()
      expect(await w.refresh()).to.match(/new or have changed|is new or has changed/)
      expect((await stateOf(w)).listed).to.include(`${slug} 1.0.0`)
    })
})
