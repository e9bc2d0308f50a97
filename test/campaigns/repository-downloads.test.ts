import { readdirSync } from 'node:fs'
import { expect } from 'chai'
import { after, afterEach, before, describe, it } from 'mocha'
import { customerOf } from '../support/market.ts'
import { archiveOf } from './archives/good.ts'
import { marketOf } from './archives/signing.ts'
import { attacksOnDownloads, type Press } from './repository/downloads.ts'
import { waitsDuring } from './repository/slowness.ts'
import { newFrench, newWorld, stateOf, type World } from './repository/world.ts'

/** Install and Update, while somebody sits on the host. */
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
          const [state, disk] = [await stateOf(w), onDisk(w)]
          does(w, press)
          expect(await w.press(press.button, press.slug)).to.match(words)
          expect(await stateOf(w)).to.deep.equal(state)
          expect(onDisk(w)).to.deep.equal(disk)
        })

      it('(slow retrieval) by an archive that comes byte by byte holds up no other page, and is named when it is cut', async () => {
        const [state, disk] = [await stateOf(w), onDisk(w)]
        w.shop.misbehave(path => (path.endsWith('archive.tgz') ? 'drip' : undefined))
        const text = w.press(press.button, press.slug)
        const { waits } = await waitsDuring(w, text, 20)
        expect(waits).to.have.length(20)
        w.shop.stop()
        expect(await text).to.match(/sent less for|cannot be reached/)
        w.shop.start()
        expect(await stateOf(w)).to.deep.equal(state)
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
