import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { eachDatabaseUrl } from '../support/databases.ts'
import { says } from './repository/attacks.ts'
import { fastForwards, turns } from './repository/rotations.ts'
import { waitsDuring } from './repository/slowness.ts'
import { day, dutch, newWorld, stateOf, trustedVersions, type World } from './repository/world.ts'

/** Keys and dates as they change in the life of a catalogue, and what becomes of a panel after each refresh. */
describe('A panel that has trusted a first root', function () {
  this.timeout(60_000)
  let w: World
  beforeEach(async () => {
    w = await newWorld()
  })
  afterEach(() => w.close())

  for (const { title, does, says: words, follows, root } of turns)
    it(`${follows ? 'follows' : 'stays with what it had after'} ${title}`, async () => {
      const before = await stateOf(w)
      await does(w)
      expect(await w.refresh()).to.match(words)
      const after = await stateOf(w)
      if (!follows) expect(after).to.deep.equal(before)
      else expect(after.listed).to.include('dutch 1.0.0')
      expect((await trustedVersions(w)).root).to.equal(root)
      expect(after.installed).to.deep.equal(before.installed)
      expect(after.speaks).to.equal(true)
    })

  it('offers no Install once the signatures have expired, and says why; what is installed goes on', async () => {
    w.ahead(8 * day)
    await w.ada.get('/addons/german')
    expect(w.ada.page().text).to.include('signature has expired')
    expect(w.ada.page().html).not.to.match(/>Install</)
    const answer = await w.ada.post('/addons/german/installation')
    expect(answer.status).to.equal(409)
    expect(answer.text).to.include('signature has expired, so nothing can be installed from it')
    expect((await stateOf(w)).speaks).to.equal(true)
  })

  it('(slow retrieval) answers other pages while a list comes byte by byte, and says so when it is cut', async () => {
    await w.shop.publish(dutch)
    const before = await stateOf(w)
    w.shop.misbehave(path => (path.endsWith('timestamp.json') ? 'drip' : undefined))
    const text = w.refresh()
    const { waits } = await waitsDuring(w, text, 20)
    expect(waits).to.have.length(20)
    w.shop.stop()
    expect(await text).to.match(says.away)
    w.shop.start()
    expect(await stateOf(w)).to.deep.equal(before)
  })
})

eachDatabaseUrl((engine, freshUrl) => {
  describe(`A panel on ${engine} that was told of enormous versions`, function () {
    this.timeout(60_000)
    let w: World
    beforeEach(async () => {
      w = await newWorld(await freshUrl())
    })
    afterEach(() => w.close())

    for (const { title, stolen, changes, cure } of fastForwards)
      it(`(fast-forward) refuses what is genuine after somebody raised ${title}, until those keys are replaced`, async () => {
        const restore = await w.shop.remember()
        await w.forger.forge(changes, await w.forger.stolen(...stolen))
        await w.refresh()
        expect(Math.max(...Object.values(await trustedVersions(w)))).to.equal(1_000_000_000)
        const before = await stateOf(w)
        await restore()
        await w.shop.publish(dutch)
        expect(await w.refresh()).to.match(/older list than was read before/)
        expect(await stateOf(w)).to.deep.equal(before)

        for (const key of cure) await w.shop.rotate(key)
        expect(await w.refresh()).to.match(/new or has changed|new or have changed/)
        expect((await stateOf(w)).listed).to.include('dutch 1.0.0')
        expect(Math.max(...Object.values(await trustedVersions(w)))).to.be.below(100)
      })

    it('(fast-forward) takes no version that no database could count to', async () => {
      const keys = await w.forger.stolen('timestamp', 'snapshot', 'targets-1', 'targets-2')
      const before = await stateOf(w)
      await w.forger.forge({ targets: signed => void (signed.version = 2 ** 40) }, keys)
      expect(await w.refresh()).to.match(/cannot be read, so nothing of it was taken over/)
      expect(await stateOf(w)).to.deep.equal(before)
    })
  })
})
