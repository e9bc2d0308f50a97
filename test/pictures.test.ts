import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { noise, png } from '../catalogue/test/support.ts'
import { type PublishedCatalogue, publishedCatalogue } from './support/catalogue.ts'
import { fixtures } from './support/samples.ts'
import type { Client } from './support/client.ts'
import { startPanel, type TestPanel } from './support/panel.ts'

describe('Pictures', function () {
  this.timeout(30_000)
  let catalogue: PublishedCatalogue
  let panel: TestPanel
  let ada: Client
  let ahead = 0

  beforeEach(async () => {
    ahead = 0
    catalogue = await publishedCatalogue([
      ...fixtures,
      { slug: 'shots', files: { 'screenshots/1.png': png(200, 1), 'screenshots/2.png': png(300, 2) } },
    ])
    panel = await startPanel({
      catalogueUrl: catalogue.url,
      catalogueRoot: catalogue.root,
      now: () => new Date(Date.now() + ahead),
    })
    await panel.services.refreshCatalogue()
    ada = await panel.as('ada')
    catalogue.sent()
  })
  afterEach(async () => {
    await panel.stop()
    await catalogue.close()
  })

  const iconOf = async (slug: string) => {
    const addon = await panel.services.addons.find(slug)
    if (!addon) throw new Error(`there is no ${slug}`)
    return addon.icon
  }
  const fetched = () => catalogue.sent().filter(({ path }) => path.includes('pictures/')).length

  it('come from our own origin, and may do nothing when opened by themselves', async () => {
    const { status, headers } = await ada.fetch('/addons/french/icon')
    expect(status).to.equal(200)
    expect(headers.get('content-type')).to.equal('image/png')
    expect(headers.get('x-content-type-options')).to.equal('nosniff')
    expect(headers.get('content-security-policy')).to.equal("default-src 'none'; sandbox")
  })

  it('are fetched from the catalogue once, and again only when they are gone', async () => {
    for (let i = 0; i < 3; i++) await ada.fetch('/addons/french/icon')
    expect(fetched()).to.equal(1)
    await rm(join(panel.services.settings.dataDir, 'pictures'), { recursive: true })
    await ada.fetch('/addons/french/icon')
    expect(fetched()).to.equal(1)
  })

  it('may be kept for ever under an address that names their content, and are asked for again under any other', async () => {
    const { sha256 } = await iconOf('french')
    const lasting = await ada.fetch(`/addons/french/icon?v=${sha256.slice(0, 12)}`)
    expect(lasting.headers.get('cache-control')).to.equal('private, max-age=31536000, immutable')
    for (const query of ['', '?v=', '?v=000000000000', '?v=a&v=b']) {
      const { headers } = await ada.fetch(`/addons/french/icon${query}`)
      expect(headers.get('cache-control'), query).to.equal('private, no-cache')
    }
    // Node's fetch would else ask every cache on the way to stay out of it
    const headers = { 'if-none-match': `"${sha256}"`, 'cache-control': 'max-age=0' }
    const again = await ada.fetch('/addons/french/icon', { headers })
    expect(again.status).to.equal(304)
  })

  it('weigh at most 2 KB on a card, whatever the author drew, and are whole on the page of the add-on', async () => {
    const drawn = noise(128)
    expect(drawn.length).to.be.above(40_000)
    await catalogue.publish({ slug: 'large', files: { 'icon.png': drawn } })
    await panel.services.refreshCatalogue()
    const addressOn = async (page: string) =>
      /<img src="(\/addons\/large\/icon[^"]*)"/
        .exec((await ada.get(page)).html)?.[1]
        ?.replace('&amp;', '&') ?? ''
    const [onCard, onPage] = [await addressOn('/addons'), await addressOn('/addons/large')]
    const sizeOf = async (path: string) => {
      const { headers } = await ada.fetch(path)
      expect(headers.get('cache-control')).to.equal('private, max-age=31536000, immutable')
      return [headers.get('content-type'), Number(headers.get('content-length'))]
    }
    expect(await sizeOf(onPage)).to.deep.equal(['image/png', drawn.length])
    const [type, length] = await sizeOf(onCard)
    expect(type).to.equal('image/png')
    expect(length).to.be.within(200, 2_000)
  })

  it('include the screenshots, counted from 1', async () => {
    for (const [n, status] of [
      [1, 200],
      [2, 200],
      [3, 404],
      [0, 404],
      ['x', 404],
      ['1e0', 404],
    ] as const)
      expect((await ada.fetch(`/addons/shots/screenshots/${n}`)).status, String(n)).to.equal(status)
  })

  it('are replaced by a calm square of our own when the catalogue is gone, and come back with it', async () => {
    catalogue.stop()
    const { status, headers, html } = await ada.fetch('/addons/french/icon')
    expect(status).to.equal(404)
    expect(headers.get('content-type')).to.include('image/svg+xml')
    expect(headers.get('cache-control')).to.equal('no-store')
    expect(html).to.match(/^<svg/)
    catalogue.start()
    ahead = 31_000
    expect((await ada.fetch('/addons/french/icon')).status).to.equal(200)
  })

  it('hold nobody up while the host hangs: it is asked again only after a while', async () => {
    catalogue.misbehave(path => (path.includes('pictures/') ? 'cut' : undefined))
    await ada.fetch('/addons/french/icon')
    catalogue.behave()
    await ada.fetch('/addons/german/icon')
    expect(fetched()).to.equal(0)
  })

  it('are refused when their bytes are not those that were signed', async () => {
    const { path } = await iconOf('french')
    await catalogue.tamperWith(`targets/${path}`)
    expect((await ada.fetch('/addons/french/icon')).status).to.equal(404)
    catalogue.misbehave(asked =>
      asked.includes('pictures/') ? Buffer.from('<svg onload="alert(1)"/>') : undefined,
    )
    const { status, html } = await ada.fetch('/addons/french/icon')
    expect(status).to.equal(404)
    expect(html).not.to.include('onload')
    expect(await readdir(panel.services.settings.dataDir)).not.to.include('pictures')
  })

  it('are fetched anew when they were altered on our own disk', async () => {
    await ada.fetch('/addons/french/icon')
    const { sha256 } = await iconOf('french')
    await writeFile(join(panel.services.settings.dataDir, 'pictures', sha256), '<script>alert(1)</script>')
    const { status, html } = await ada.fetch('/addons/french/icon')
    expect(status).to.equal(200)
    expect(html).not.to.include('script')
  })

  it('of an add-on that is not listed are not there, and Ben may not ask', async () => {
    expect((await ada.fetch('/addons/no-such/icon')).status).to.equal(404)
    const ben = await panel.as('ben')
    for (const slug of ['french', 'no-such'])
      expect((await ben.fetch(`/addons/${slug}/icon`)).status).to.equal(403)
  })
})
