import { expect } from 'chai'
import { fieldsOf, formWith } from '../support/forms.ts'
import type { Client } from '../support/client.ts'
import { customerOf, type Market, market } from '../support/market.ts'
import type { TestPanel } from '../support/panel.ts'
import { overBudget } from './weight/budget.ts'
import { moreAddons } from './weight/more-addons.ts'
import { type Served, served } from './weight/served.ts'
import { weighed } from './weight/weighing.ts'

describe('The grid of add-ons, as it is sent', function () {
  this.timeout(60_000)
  let shop: Market
  let panel: TestPanel
  let ada: Client
  before(async () => {
    shop = await market([...moreAddons, ...again(moreAddons)])
    panel = await customerOf(shop)
    ada = await panel.as('ada')
  })
  after(async () => {
    await panel.stop()
    await shop.close()
  })

  const again = (samples: typeof moreAddons) =>
    samples.map(one => ({
      ...one,
      slug: `${one.slug}-too`,
      manifest: { ...one.manifest, name: `${String(one.manifest?.['name'])} too` },
    }))
  const ask = (path: string, headers: Record<string, string> = {}): Promise<Served> => {
    const cookie = [...ada.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    return served(new URL(path, panel.url).href, { cookie, ...headers })
  }
  const assetsOf = async () =>
    [...(await ask('/addons')).text.matchAll(/"(\/assets\/[^"]+)"/g)].map(one => one[1] ?? '')

  it('keeps within its budget in English: HTML, styles, script, pictures, requests, and nothing from elsewhere', async () => {
    expect(overBudget(await weighed(ada, 'en'))).to.deep.equal([])
  })

  it('has pictures that wait until they are near, and leave their room free meanwhile', async () => {
    const { text } = await ask('/addons')
    const pictures = text.match(/<img [^>]*>/g) ?? []
    expect(pictures).to.have.length(24)
    for (const picture of pictures)
      expect(picture)
        .to.match(/ loading="lazy"/)
        .and.match(/ width="\d+" height="\d+"/)
  })

  it('is not sent again while nothing has changed, and is as soon as something has', async () => {
    const { headers, text } = await ask('/addons')
    const known = { 'if-none-match': String(headers['etag']) }
    expect(headers['cache-control']).to.equal('private, no-cache')
    const unchanged = await ask('/addons', known)
    expect([unchanged.status, unchanged.bytes]).to.deep.equal([304, 0])
    expect((await ask('/addons?q=desk', known)).status).to.equal(200)

    const form = fieldsOf(formWith((await ada.get('/profile')).html, 'Save')?.html ?? '', 'Save')
    await ada.post('/profile', Object.fromEntries(form))
    const told = await ask('/addons', known)
    expect([told.status, told.text === text], 'with the news of the change').to.deep.equal([200, false])
    expect((await ask('/addons', known)).status, 'told once').to.equal(304)
  })

  it('leads to pages of which a copy stays nowhere, as soon as money stands on them', async () => {
    const cachingOf = async (path: string) => (await ask(path)).headers['cache-control']
    expect(await cachingOf('/addons/call-notes')).to.equal('private, no-cache')
    for (const path of ['/addons/address-book', '/purchases'])
      expect(await cachingOf(path), path).to.equal('no-store, no-cache')
  })

  it('has styles, script and icon that may be kept for ever, each compressed, each known again by its content', async () => {
    const assets = await assetsOf()
    expect(assets.map(path => path.split('.').at(-1))).to.have.members(['css', 'js', 'svg'])
    for (const path of assets) {
      const { status, headers, bytes } = await ask(path)
      expect([status, headers['content-encoding']], path).to.deep.equal([200, 'br'])
      expect(headers['cache-control'], path).to.equal('public, max-age=31536000, immutable')
      const gzip = await ask(path, { 'accept-encoding': 'gzip' })
      expect([gzip.headers['content-encoding'], gzip.bytes > bytes], path).to.deep.equal(['gzip', true])
      const plain = await ask(path, { 'accept-encoding': 'identity' })
      expect([plain.headers['content-encoding'], plain.bytes > gzip.bytes], path).to.deep.equal([
        undefined,
        true,
      ])
      const known = { 'if-none-match': String(headers['etag']) }
      expect((await ask(path, known)).status, path).to.equal(304)
    }
  })
})
