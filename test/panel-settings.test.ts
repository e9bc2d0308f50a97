import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { usualDefaults } from '../marketplace/updates/defaults.ts'
import type { Client } from './support/client.ts'
import { customerOf, type Market, market } from './support/market.ts'
import type { TestPanel } from './support/panel.ts'
import { german } from './support/samples.ts'
import { statusOf, valid } from './support/updates-desk.ts'
import { installVersion } from './support/updating.ts'

describe('When add-ons are updated by themselves', function () {
  this.timeout(40_000)
  let shop: Market
  let panel: TestPanel
  let ada: Client
  before(async () => {
    shop = await market([
      { ...german, version: '1.0.0' },
      { ...german, version: '1.1.0' },
    ])
    panel = await customerOf(shop)
    await installVersion(panel, 'german', '1.0.0')
    ada = await panel.as('ada')
  })
  after(async () => {
    await panel.stop()
    await shop.close()
  })
  const lastLine = async () => (await panel.services.activity.list({}, 1)).lines[0]

  describe('for the whole help desk', () => {
    it('is a page for those who manage operators, and for nobody else', async () => {
      const cleo = await panel.as('cleo')
      const refused = await cleo.fetch('/settings')
      expect([refused.status, refused.text.includes('Manage Operators')]).to.deep.equal([403, true])
      expect((await cleo.post('/settings', { policy: 'minor' })).status).to.equal(403)
      expect((await cleo.get('/updates')).html).not.to.include('href="/settings"')
      expect((await ada.get('/updates')).html).to.include('href="/settings"')
    })

    it('asks, waits a day and stops at the first failure at the beginning', async () => {
      await ada.get('/settings')
      await valid(ada)
      expect(await panel.services.manyUpdates.defaults()).to.deep.equal(usualDefaults)
      expect(ada.page().html)
        .to.match(/value="ask" checked/)
        .and.to.match(/name="waitHours"[^>]*value="24"/)
    })

    it('can be saved as it stands', async () => {
      await ada.get('/settings')
      expect(statusOf(await ada.press('Save'))).to.equal('The settings were saved.')
      expect(await panel.services.manyUpdates.defaults()).to.deep.equal(usualDefaults)
    })

    it('is saved, told and recorded', async () => {
      await ada.get('/settings')
      const filled = { policy: 'patch', waitHours: '48', from: '22', until: '5', timeZone: 'Europe/Berlin' }
      const page = await ada.press('Save', { ...filled, stops: [] })
      expect(statusOf(page)).to.equal('The settings were saved.')
      await valid(ada)
      expect(await panel.services.manyUpdates.defaults()).to.deep.equal({
        policy: 'patch',
        waitHours: 48,
        window: { from: 22, until: 5 },
        timeZone: 'Europe/Berlin',
        stopsAtFailure: false,
      })
      expect(await lastLine()).to.include({
        act: 'updates.defaults',
        operator: 'Ada',
        detail: 'policy: patch, wait: 48 h, window: 22-5 (Europe/Berlin), after a failure: go on',
      })
      expect(page.html)
        .to.match(/value="22" selected/)
        .and.to.match(/value="5" selected/)
      expect((await ada.get('/updates')).text).to.include('Only from 22:00 until 5:00 (Europe/Berlin).')
    })

    const mistakes: [string, Record<string, string>, string, string][] = [
      ['a policy that there is not', { policy: 'all' }, 'policy', 'Choose one of the ways to update it.'],
      ['too long a wait', { waitHours: '673' }, 'waitHours', 'a whole number from 0 to 672'],
      ['a wait that is no number', { waitHours: '1e1' }, 'waitHours', 'a whole number from 0 to 672'],
      ['half a window', { from: '22', until: '' }, 'from', 'Choose both hours'],
      ['an hour to itself', { from: '5', until: '5' }, 'from', 'Choose two different hours'],
      ['an hour that no day has', { from: '22', until: '24' }, 'from', 'Choose two different hours'],
      ['an unknown time zone', { timeZone: 'Mars/Olympus' }, 'timeZone', 'Choose a time zone'],
    ]
    for (const [title, filled, field, says] of mistakes)
      it(`refuses ${title}, and leads to the field`, async () => {
        await ada.get('/settings')
        const kept = await panel.services.manyUpdates.defaults()
        const page = await ada.press('Save', filled)
        expect(page.status).to.equal(422)
        await valid(ada)
        expect(page.text).to.include(says)
        expect(page.html).to.include(`href="#${field}"`).and.to.include(`id="${field}"`)
        expect(await panel.services.manyUpdates.defaults()).to.deep.equal(kept)
      })
  })

  describe('for one add-on', () => {
    it('is as for all the others, until somebody says otherwise', async () => {
      await ada.get('/addons/german/policy')
      await valid(ada)
      expect(ada.page().html).to.match(/name="policy" value="" checked/)
      const page = await ada.press('Save', { policy: 'security', waitHours: '0' })
      expect(statusOf(page)).to.equal('Saved when German is updated.')
      const { policy, waitHours } = await panel.services.updates.wishesFor('german')
      expect({ policy, waitHours }).to.deep.equal({ policy: 'security', waitHours: 0 })
      expect(await lastLine()).to.include({ act: 'updates.policy', addon: 'german' })
      await ada.press('Save', { policy: '', waitHours: '' })
      expect(await panel.services.updates.wishesFor('german')).to.include({ policy: null, waitHours: null })
    })

    it('refuses what can be neither a policy nor a wait', async () => {
      await ada.get('/addons/german/policy')
      const page = await ada.press('Save', { policy: 'all', waitHours: '-1' })
      expect(page.status).to.equal(422)
      await valid(ada)
      expect(page.html).to.include('href="#policy"').and.to.include('href="#waitHours"')
    })

    it('skips a version, which is then no news and not chosen, and no longer skips it', async () => {
      await ada.get('/addons/german/policy')
      const page = await ada.press('Skip version 1.1.0')
      expect(statusOf(page)).to.equal('Version 1.1.0 of German is skipped.')
      await valid(ada)
      expect(page.text).not.to.include('German 1.1.0 is available')
      const table = await ada.get('/updates')
      expect(table.text).to.include('Somebody chose to skip 1.1.0.')
      expect(table.html).not.to.match(/value="german" checked/)
      expect(await lastLine()).to.include({ act: 'updates.skip', addon: 'german', version: '1.1.0' })
      await ada.get('/addons/german/policy')
      await ada.press('Do not skip version 1.1.0')
      expect((await ada.get('/updates')).html).to.match(/value="german" checked/)
    })

    it('leads back to the page of ours that posted it, and to no other', async () => {
      const from = async (returnTo: string) =>
        (await ada.post('/addons/german/policy', { skip: '', returnTo })).location
      expect(await from('/addons/german')).to.equal('/addons/german')
      expect(await from('https://evil.example')).to.equal('/addons/german/policy')
      expect(await from('//evil.example')).to.equal('/addons/german/policy')
    })

    it('refuses to skip what is no version', async () => {
      const answer = await ada.post('/addons/german/policy', { skip: '<b>' })
      expect(answer.status).to.equal(422)
      expect(answer.text).to.include('That is no version, so nothing is skipped.')
    })

    it('is nothing of an add-on that is not installed', async () => {
      expect((await ada.fetch('/addons/french/policy')).status).to.equal(404)
      expect((await ada.post('/addons/french/policy', { policy: 'ask' })).status).to.equal(404)
    })
  })
})
