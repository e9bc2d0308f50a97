import { readdirSync } from 'node:fs'
import { expect } from 'chai'
import { after, afterEach, before, beforeEach, describe, it } from 'mocha'
import { attacksOnRefresh, says } from './repository/attacks.ts'
import { customerOf } from '../support/market.ts'
import { archiveOf } from './archives/good.ts'
import { marketOf } from './archives/signing.ts'
import { attacksOnDownloads, type Press } from './repository/downloads.ts'
import { fastForwards, turns } from './repository/rotations.ts'
import { waitsDuring } from './repository/slowness.ts'
import { day, dutch, newFrench, newWorld, stateOf, trustedVersions, type World } from './repository/world.ts'

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

describe('An attack on what a button fetches', function () {
  this.timeout(120_000)
  const presses: Press[] = [
    { button: 'Install', slug: 'german', version: '1.0.0', done: 'German is installed' },
    { button: 'Update to 1.1.0', slug: 'french', version: '1.1.0', done: 'French was updated to 1.1.0' },
  ]
  for (const press of presses)
    describe(`by ${press.button}`, () => {
      let w: World
      before(async () => {
        w = await newWorld()
        await w.shop.publish(newFrench)
        await w.refresh()
      })
      after(() => w.close())
      afterEach(() => w.shop.behave())

      for (const { sort, title, does, says: words } of attacksOnDownloads)
        it(`(${sort}) by ${title} changes nothing, is named, and leaves nothing on disk`, async () => {
          const [before, disk] = [await stateOf(w), onDisk(w)]
          does(w, press)
          expect(await w.press(press.button, press.slug)).to.match(words)
          expect(await stateOf(w)).to.deep.equal(before)
          expect(onDisk(w)).to.deep.equal(disk)
        })

      it('(slow retrieval) by an archive that comes byte by byte holds up no other page, and is named when it is cut', async () => {
        const [before, disk] = [await stateOf(w), onDisk(w)]
        w.shop.misbehave(path => (path.endsWith('archive.tgz') ? 'drip' : undefined))
        const text = w.press(press.button, press.slug)
        const { waits } = await waitsDuring(w, text, 20)
        expect(waits).to.have.length(20)
        w.shop.stop()
        expect(await text).to.match(/sent less for|cannot be reached/)
        w.shop.start()
        expect(await stateOf(w)).to.deep.equal(before)
        expect(onDisk(w)).to.deep.equal(disk)
      })

      it('is over once the host is the vendor’s again', async () => {
        expect(await w.press(press.button, press.slug)).to.include(press.done)
      })
    })
})

describe('An add-on that wants others to come with it', function () {
  this.timeout(30_000)

  it('(extraneous dependencies) brings nothing but itself: a release that names others is refused, signed or not', async () => {
    const plain = archiveOf('alone', [{ path: 'messages.json' }])
    const names = { dependencies: { 'pack-0': '1.0.0' }, requires: ['pack-0'] }
    const { shop } = await marketOf([plain, { ...plain, manifest: names }])
    const panel = await customerOf(shop)
    const ada = await panel.as('ada')
    shop.sent()
    await ada.get('/addons/pack-1')
    expect((await ada.press('Install')).text).to.match(
      /signed description of Pack 1 cannot be read. Tell the vendor/,
    )
    const fetched = shop.sent().map(({ path }) => path)
    expect(fetched.filter(path => path.includes('releases/') && !path.includes('pack-1'))).to.deep.equal([])
    expect(await panel.services.installations.all()).to.deep.equal([])
    await panel.stop()
    await shop.close()
  })
})

/** What lies in the panel's folder, releases and the room in which they are made. */
const onDisk = ({ panel }: World) =>
  readdirSync(panel.services.settings.dataDir, { recursive: true })
    .map(String)
    .filter(path => /^(addons|staging|downloads|trash)\/./.test(path))
    .toSorted()
