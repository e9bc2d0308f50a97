import { expect } from 'chai'
import { afterEach, describe, it } from 'mocha'
import { attacksOnRefresh } from './repository/attacks.ts'
import { dutch, newWorld, stateOf, trustedVersions, type World } from './repository/world.ts'

/** The attacks that The Update Framework names, each met by a press of a button in a panel. */
describe('An attack on the catalogue', function () {
  this.timeout(60_000)
  let w: World
  afterEach(() => w.close())

  for (const { sort, title, vendor, does, says: words, cure } of attacksOnRefresh)
    it(`(${sort}) by ${title} changes nothing, is named, and ends with the vendor’s next list`, async () => {
      w = await newWorld()
      await vendor?.(w)
      const [before, versions] = [await stateOf(w), await trustedVersions(w)]
      const restore = await w.shop.remember()
      await does(w)

      expect(await w.refresh()).to.match(words)
      expect(await stateOf(w)).to.deep.equal(before)
      const after = await trustedVersions(w)
      for (const [role, version] of Object.entries(versions))
        expect(after[role as keyof typeof after], role).to.be.at.least(version)

      w.shop.behave()
      w.ahead(0)
      await restore()
      await cure?.(w)
      await w.shop.publish(dutch, { ...dutch, version: '1.0.1' })
      expect(await w.refresh()).to.match(/new or have changed|is new or has changed/)
      expect((await stateOf(w)).listed).to.include('dutch 1.0.1 1.0.0')
    })
})
