import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import type { AddonEntry } from '../../contracts/catalogue.ts'
import { sha256Of } from '../../contracts/sha256.ts'
import type { Client } from '../support/client.ts'
import { customerOf, type Market } from '../support/market.ts'
import type { TestPanel } from '../support/panel.ts'
import { goodPictures, hostilePictures, type Shown } from './pictures/corpus.ts'
import { marketListing } from './signed-list.ts'

/** Icons and screenshots that the vendor's own keys have signed, so that only the panel's own look stands in their way. */
describe('Pictures that the vendor signed, whatever is in them', function () {
  this.timeout(60_000)
  const [hostile, good] = [hostilePictures(), goodPictures()]
  let shop: Market
  let panel: TestPanel
  let ada: Client
  before(async () => {
    shop = await marketListing((place, template) =>
      Promise.all(
        [...hostile, ...good].map((one, n) => listed(place, template, { ...one, slug: `shown-${n}` })),
      ),
    )
    panel = await customerOf(shop)
    ada = await panel.as('ada')
  })
  after(async () => {
    await panel.stop()
    await shop.close()
  })

  const shown = async (n: number) => {
    const icon = await ada.fetch(`/addons/shown-${n}/icon`)
    const shot = await ada.fetch(`/addons/shown-${n}/screenshots/1`)
    return { icon, shot }
  }
  const kept = () => readdir(join(panel.services.settings.dataDir, 'pictures')).catch(() => [])

  it('are enough of both sorts, no two alike', () => {
    expect(new Set([...hostile, ...good].map(({ what }) => what)).size).to.equal(hostile.length + good.length)
    expect(hostile.length).to.be.at.least(60)
    expect(good.length).to.be.at.least(12)
  })

  it('are never served when they are hostile, and not kept either: a calm square stands in their place', async () => {
    for (const [n, { what }] of hostile.entries()) {
      const { icon, shot } = await shown(n)
      expect([icon.status, shot.status], what).to.deep.equal([404, 404])
      expect(icon.headers.get('content-type'), what).to.include('image/svg+xml')
      expect(icon.html, what).not.to.match(/script|onload/)
    }
    expect(await kept()).to.deep.equal([])
  })

  it('are served when they are good, as the type that was signed and nothing a browser may guess', async () => {
    for (const [n, { what, listed: signed, bytes }] of good.entries()) {
      const { icon, shot } = await shown(hostile.length + n)
      for (const { status, headers } of [icon, shot]) {
        expect(status, what).to.equal(200)
        expect(headers.get('content-type'), what).to.equal(signed.type)
        expect(headers.get('x-content-type-options')).to.equal('nosniff')
        expect(headers.get('content-length'), what).to.equal(String(bytes.length))
      }
    }
    expect(await kept()).to.have.length(good.length)
  })

  it('are looked through again when they were kept before', async () => {
    const [bad] = hostile
    if (!bad) throw new Error('there is none')
    const folder = join(panel.services.settings.dataDir, 'pictures')
    await writeFile(join(folder, sha256Of(bad.bytes)), bad.bytes)
    expect((await shown(0)).icon.status).to.equal(404)
  })
})

const listed = async (
  shop: Market,
  template: AddonEntry,
  one: Shown & { slug: string },
): Promise<AddonEntry> => {
  const path = `pictures/${sha256Of(one.bytes)}.png`
  await mkdir(dirname(shop.file(path)), { recursive: true })
  await writeFile(shop.file(path), one.bytes)
  const picture = { path, length: one.bytes.length, sha256: sha256Of(one.bytes), ...one.listed }
  return { ...template, slug: one.slug, icon: picture, screenshots: [picture] }
}
