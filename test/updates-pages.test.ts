import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { actorOf } from '../marketplace/activity.ts'
import { until } from './support/code-panel.ts'
import { problemsOfPage } from './support/html.ts'
import { french } from './support/samples.ts'
import {
  autoReplyReleases,
  germanReleases,
  installed,
  keeperReleases,
  statusOf,
  updatesDesk,
  valid,
} from './support/updates-desk.ts'
import { adaOf, endOf, update } from './support/updating.ts'

describe('Updates, as an operator presses them', function () {
  this.timeout(60_000)
  const { open, shop } = updatesDesk([french, ...autoReplyReleases, ...germanReleases, ...keeperReleases])

  describe('the press', () => {
    it('updates a language, shows its stages, and says at the bottom that it was updated', async () => {
      const { ada, panel } = await open('german')
      const page = await ada.press('Update to 1.2.0')
      await valid(ada)
      expect(page.text).to.include('German was updated to 1.2.0').and.to.include('Switch over done')
      expect(statusOf(page)).to.equal('German was updated to 1.2.0')
      expect(await installed(panel, 'german')).to.equal('1.2.0')
      const then = await ada.get('/addons/german')
      await valid(ada)
      expect(then.text).to.include('Version 1.2.0 is installed and active').and.not.to.include('Update to')
    })

    it('names what auto-reply 1.1.0 asks for beyond 1.0.0, and accepts it with the button that says so', async () => {
      const { ada, panel } = await open('auto-reply')
      const { text } = ada.page()
      await valid(ada)
      expect(text)
        .to.include('Version 1.1.0 asks for more than 1.0.0. It may also: ')
        .and.to.include('Add the page “Automatic answers” for operators')
        .and.to.include('If the new version does not work, 1.0.0 is put back by itself.')
      const bare = await ada.post('/addons/auto-reply/update', { version: '1.1.0' })
      expect(bare.status).to.equal(409)
      expect(bare.text).to.include('that was not accepted').and.to.include('Update to 1.1.0 and allow this')
      expect(await installed(panel, 'auto-reply')).to.equal('1.0.0')

      const page = await ada.press('Update to 1.1.0 and allow this')
      expect(page.text).to.include('Auto-reply was updated to 1.1.0')
      expect((await ada.get('/pages/auto-reply/answers')).status).to.equal(200)
    })

    it('accepts several rights by their names, and no fewer', async () => {
      const { ada, panel } = await open('keeper')
      await valid(ada)
      expect(ada.page().text)
        .to.include('Send and fetch data at a.example.com')
        .and.to.include('Keep up to 3 kB of its own data; until now 1 kB')
        .and.to.include('Work once a day')
      const some = ['host:a.example.com', 'storage:3000']
      expect((await ada.post('/addons/keeper/update', { version: '1.1.0', accept: some })).status).to.equal(
        409,
      )
      await ada.press('Update to 1.1.0 and allow this')
      expect(await installed(panel, 'keeper')).to.equal('1.1.0')
    })

    it('changes nothing where the page showed something else, and shows it as it stands now', async () => {
      const { ada, panel } = await open('german')
      for (const version of ['1.1.0', '2.0.0', '7.0.0', '', 'nonsense', '1.0.0']) {
        const answer = await ada.post('/addons/german/update', { version })
        if (version === '1.1.0') expect(answer.text).to.include('has changed meanwhile')
        expect([version, answer.status]).to.deep.equal([version, 409])
        expect(await problemsOfPage(answer.html), version).to.deep.equal([])
      }
      expect(await installed(panel, 'german')).to.equal('1.0.0')
      expect((await ada.post('/addons/nonsense/update', { version: '1.0.0' })).status).to.equal(404)
      const never = await ada.post('/addons/french/update', { version: '1.0.0' })
      expect([never.status, never.text.includes('Install')]).to.deep.equal([409, true])
    })
  })

  it('join the update that runs, and wait for it before anything else is pressed', async () => {
    const { ada, panel } = await open('german')
    let release = () => {}
    const held = new Promise<undefined>(done => (release = () => done(undefined)))
    shop().misbehave(path => (path.endsWith('archive.tgz') ? held : undefined))
    const first = await ada.post('/addons/german/update', { version: '1.2.0' })
    const second = await ada.post('/addons/german/update', { version: '1.2.0' })
    expect([first.status, second.location]).to.deep.equal([303, first.location])
    const back = await ada.post('/addons/german/rollback')
    expect(back.status).to.equal(409)
    expect(back.text).to.include('is changing German right now').and.to.include('Download in progress')
    expect(await problemsOfPage(back.html)).to.deep.equal([])
    release()
    shop().behave()
    expect((await ada.get(first.location ?? '')).text).to.include('German was updated to 1.2.0')
    expect(await installed(panel, 'german')).to.equal('1.2.0')
  })

  it('are shown to whoever looks on while they run', async () => {
    const { ada, panel } = await open('keeper')
    const cleo = await panel.as('cleo')
    const partial = { headers: { 'HX-Request': 'true', 'HX-Request-Type': 'partial' } }
    const pressed = ada.press('Update to 1.1.0 and allow this')
    const seen = await until(
      () => cleo.fetch('/addons/keeper', partial),
      page => /updated to/.test(statusOf(page)),
    )
    expect(statusOf(seen)).to.equal('Keeper was updated to 1.1.0')
    await pressed
  })

  it('are counted anew in the menu by the very reply that shows the end of an update', async () => {
    const { ada, panel } = await open('german')
    const part = async (path: string) =>
      (await ada.fetch(path, { headers: { 'hx-request-type': 'partial' } })).html
    const count = (waiting: string) =>
      `<span class="count" id="updates-count" data-hx-swap-oob="outerHTML">${waiting}</span>`
    expect(await part('/addons/german')).to.include(count('1'))
    const done = await update(panel, 'german', '1.2.0')
    const id = 'id' in done ? done.id : ''
    for (const path of [`/operations/${id}`, '/addons/german', '/updates'])
      expect(await part(path)).to.include(count(''))
    expect((await ada.get(`/operations/${id}`)).html).to.include('id="updates-count"></span>')
    const ben = await panel.as('ben')
    const { html } = await ben.fetch('/inbox', { headers: { 'hx-request-type': 'partial' } })
    expect(html).not.to.include('updates-count')
  })

  describe('going to another release', () => {
    it('goes back at once where nothing is lost', async () => {
      const { ada, panel } = await open('german')
      await ada.press('Update to 1.2.0')
      const page = await ada.get('/addons/german')
      await valid(ada)
      expect(page.text)
        .to.include('Version 1.0.0 was kept')
        .and.to.include('Nothing is lost on the way back.')
      const back = await ada.press('Go back to 1.0.0')
      expect(statusOf(back)).to.equal('German went back to 1.0.0')
      expect(await installed(panel, 'german')).to.equal('1.0.0')
      const again = await ada.get('/addons/german')
      expect(again.text).to.include('Update to 1.2.0').and.not.to.include('Go back to')
      const twice = await ada.post('/addons/german/rollback')
      expect(twice.status).to.equal(409)
      expect(twice.text).to.include('No earlier version of German is kept')
    })

    it('asks first where data goes back, and says since when', async () => {
      const { ada, panel } = await open('keeper')
      await ada.press('Update to 1.1.0 and allow this')
      const row = await ada.get('/plugins')
      await valid(ada)
      expect(row.html).to.match(/href="\/addons\/keeper\/rollback"[^>]*>Go back to 1\.0\.0</)
      await ada.get('/addons/keeper')
      expect(ada.page().html)
        .to.include('href="/addons/keeper/rollback"')
        .and.not.to.include('Nothing is lost')
      const asked = await ada.get('/addons/keeper/rollback')
      await valid(ada)
      expect(asked.text)
        .to.include('Go back to Keeper 1.0.0?')
        .and.to.match(/Its own data goes back to how it was on .+ what it has kept since then is lost/)
        .and.to.include('conversations and messages in the inbox')
      await ada.press('Go back to 1.0.0')
      expect(await installed(panel, 'keeper')).to.equal('1.0.0')
      expect((await ada.get('/addons/keeper/rollback')).text).to.include('No earlier version')
    })

    it('installs an older one only for who chooses it in the list of all versions', async () => {
      const { ada, panel } = await open('german')
      const { html } = ada.page()
      expect(html).to.match(/<summary>Install the older version 0\.9\.0<\/summary>/)
      expect(ada.page().text).to.include('Version 0.9.0 is older than the installed 1.0.0')
      await ada.press('Replace 1.0.0 by the older 0.9.0')
      expect(await installed(panel, 'german')).to.equal('0.9.0')
      expect((await ada.get('/addons/german')).text).to.include('Go back to 1.0.0')
    })
  })

  it('leave nothing that was downloaded where the release is on disk already', async () => {
    const { panel } = await open('german')
    for (const version of ['1.2.0', '1.1.0', '1.2.0'])
      expect(await update(panel, 'german', version)).to.include({ state: 'done', version })
    expect(readdirSync(join(panel.dataDir, 'panel/downloads'))).to.deep.equal([])
  })

  it('no longer skip a version that somebody puts in place by hand', async () => {
    const { panel } = await open('german')
    await update(panel, 'german', '1.2.0')
    await panel.services.updates.rollback('german', actorOf(await adaOf(panel)))
    await endOf(panel, 'german', 'rollback')
    expect(await panel.services.updates.wishesFor('german')).to.deep.include({ skipped: ['1.1.0', '1.2.0'] })
    await update(panel, 'german', '1.2.0')
    expect(await panel.services.updates.wishesFor('german')).to.deep.include({ skipped: [] })
  })
})
