import { expect } from 'chai'
import { describe, it } from 'mocha'
import { entitlementsIn } from '../../db/entitlements.ts'
import { installationsIn } from '../../db/installations.ts'
import type { Held } from '../../marketplace/entitlements.ts'
import { right } from '../support/bought.ts'
import { languagePack } from '../support/samples.ts'
import {
  autoReplyReleases,
  germanReleases,
  installed,
  keeperReleases,
  shakyReleases,
  stored,
  updatesDesk,
  valid,
} from '../support/updates-desk.ts'
import { installVersion } from '../support/updating.ts'

const isPaid = { prices: [{ currency: 'USD', cycle: 'one-time', amount: 1900 }] }
const paidPack = languagePack('paid-pack', 'eo', 'Esperanto', {}, isPaid)
const bought: Held = {
  ...right({ id: 'right', licence: 'licence', addon: 'paid-pack', kind: 'one-time', cycle: 'one-time' }),
  since: '2026-01-01T00:00:00Z',
  paidUntil: null,
  major: 1,
  readAt: '2026-01-01T00:00:00Z',
}
const loginSettings = { CLIENT_ID: 'panel', CLIENT_SECRET: 'secret-of-a-test' }

describe('Updates, as an operator sees them before the press', function () {
  this.timeout(60_000)
  const { open } = updatesDesk([
    paidPack,
    { ...paidPack, version: '2.0.0' },
    ...autoReplyReleases,
    ...germanReleases,
    ...keeperReleases,
    ...shakyReleases,
  ])

  it('name the version, the notes of all that it brings with the security release first, and what happens', async () => {
    const { ada } = await open('german')
    const { text, html } = ada.page()
    await valid(ada)
    expect(text)
      .to.include('Version 1.2.0 is available')
      .and.to.include('It closes a security hole: update soon.')
      .and.to.include('You can go back to 1.0.0 afterwards.')
    expect(html).to.match(/<button[^>]*>Update to 1\.2\.0<\/button>/)
    const fresh = html.slice(html.indexOf('id="fresh"'), html.indexOf('id="description"'))
    expect([...fresh.matchAll(/<h3>Version ([\d.]+),/g)].map(([, one]) => one)).to.deep.equal([
      '1.1.0',
      '1.2.0',
    ])
    expect(fresh).to.include('Security release').and.to.include('<em>hole</em>')
    const rest = html.slice(html.indexOf('id="releases"'))
    expect([...rest.matchAll(/<h3>Version ([\d.]+),/g)].map(([, one]) => one)).to.deep.equal([
      '2.0.0',
      '1.0.0',
      '0.9.0',
    ])
  })

  it('stand in the menu, the notice bar, on the card and in the row', async () => {
    const { ada } = await open('german')
    const grid = await ada.get('/addons')
    expect(grid.html).to.match(/Updates <span class="count" id="updates-count">1</)
    expect(grid.text)
      .to.include('German 1.2.0 is available and closes a security hole.')
      .and.to.include('Update 1.2.0')
    const row = await ada.get('/languages')
    await valid(ada)
    expect(row.html).to.match(/href="\/addons\/german#update"[^>]*>Update 1\.2\.0</)
  })

  it('share one line above every page where they are many; what closes a hole keeps its own', async () => {
    const { ada, panel } = await open('german')
    for (const slug of ['auto-reply', 'keeper', 'shaky']) await installVersion(panel, slug, '1.0.0')
    const page = await ada.get('/inbox')
    await valid(ada)
    expect(page.text)
      .to.include('German 1.2.0 is available and closes a security hole.')
      .and.to.include('3 updates are available: Auto-reply, Keeper, and Shaky.')
      .and.not.to.include('1.1.0 is available')
    expect(page.html).to.match(/Updates <span class="count" id="updates-count">4</)
  })

  it('ask for Login in place of Update, and lead back to the page', async () => {
    const { ada } = await open('german', { connected: false })
    await valid(ada)
    expect(ada.page().text).to.include('Version 1.2.0 is available').and.not.to.include('Update to')
    const refused = await ada.post('/addons/german/update', { version: '1.2.0' })
    expect([refused.status, refused.text]).to.deep.include(409)
    expect(refused.text).to.include('German stays as it is').and.to.include('Log in to the client area first')
    const { ada: other } = await open('german', { connected: false, env: loginSettings })
    for (const page of [other.page(), await other.post('/addons/german/update', { version: '1.2.0' })])
      expect(page.html).to.match(/name="returnTo" value="\/addons\/german">\s*<button[^>]*>Login</)
  })

  it('say why nothing is updated offline, and which help desk the newest needs', async () => {
    const { ada } = await open('german', { env: { OFFLINE: '1' } })
    await valid(ada)
    expect(ada.page().text)
      .to.include('This help desk is set to work offline: nothing can be updated.')
      .and.not.to.include('Update to')
    const refused = await ada.post('/addons/german/update', { version: '1.2.0' })
    expect([refused.status, refused.text.includes('nothing can be fetched')]).to.deep.equal([409, true])
    const { ada: other } = await open('german', { version: '1.2.0' })
    expect(other.page().text).to.include('Version 2.0.0 is out, but needs help desk 6.0.0 or newer.')
  })

  it('say which major version was bought, where the newest is another', async () => {
    const { ada, panel } = await open('german')
    const one = await panel.services.installations.find('german')
    if (!one) throw new Error('German is not installed')
    const db = await stored(panel)
    await installationsIn(db.knex).put({ ...one, addon: 'paid-pack', name: 'Paid-pack' })
    await entitlementsIn(db.knex).put(bought)
    await db.close()
    await ada.get('/addons/paid-pack')
    await valid(ada)
    expect(ada.page().text)
      .to.include('Version 2.0.0 is not part of what was purchased, which covers version 1.')
      .and.not.to.include('Update to')
    const refused = await ada.post('/addons/paid-pack/update', { version: '2.0.0' })
    expect(refused.status).to.equal(409)
    expect(refused.text).to.include('2.0.0 is for those who have purchased it')
  })

  it('are for those who may manage add-ons', async () => {
    const { panel } = await open('german')
    const ben = await panel.as('ben')
    for (const address of ['update', 'rollback'])
      expect((await ben.post(`/addons/german/${address}`, { version: '1.2.0' })).status).to.equal(403)
    expect((await ben.get('/addons/german/rollback')).status).to.equal(403)
    expect(await installed(panel, 'german')).to.equal('1.0.0')
  })
})
