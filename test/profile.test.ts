import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import type { Client } from './support/client.ts'
import { problemsOfPage } from './support/html.ts'
import { startPanel, type TestPanel } from './support/panel.ts'

describe('One’s own profile', () => {
  let panel: TestPanel
  let ben: Client
  beforeEach(async () => {
    panel = await startPanel({ now: () => new Date('2026-07-01T22:30:00Z') })
    ben = await panel.as('ben')
    await ben.get('/profile')
  })
  afterEach(() => panel.stop())

  it('is there for everybody who is signed in', async () => {
    expect(ben.page().text).to.include('You sign in as ben@example.com.')
    expect(await problemsOfPage(ben.page().html)).to.deep.equal([])
  })

  it('keeps name, theme and time zone', async () => {
    await ben.press('Save', { name: 'Benny', theme: 'dark', timeZone: 'Asia/Tokyo', language: 'en' })
    expect(ben.page().text).to.include('Your profile was saved.').and.include('Benny , Your profile Sign out')
    expect(ben.page().html).to.include('data-theme="dark"')
    expect(ben.page().html).to.match(/<option value="Asia\/Tokyo" selected>Asia\/Tokyo</)
    const kept = await panel.services.operators.findByEmail('ben@example.com')
    expect(kept).to.include({ name: 'Benny', theme: 'dark', timeZone: 'Asia/Tokyo', language: 'en' })
  })

  it('shows times in one’s own time zone', async () => {
    const ada = await panel.as('ada')
    expect((await ada.get('/activity')).text).to.match(/Jul 1, 2026, 10:30\sPM/)
    await ada.get('/profile')
    await ada.press('Save', { timeZone: 'Asia/Tokyo' })
    expect((await ada.get('/activity')).text).to.match(/Jul 2, 2026, 7:30\sAM/)
  })

  it('takes only what can be chosen', async () => {
    const wrong: [Record<string, string>, string][] = [
      [{ name: '' }, 'Enter a name.'],
      [{ language: 'tlh' }, 'This language is no longer active.'],
      [{ timeZone: 'Mars/Olympus' }, 'Choose a time zone from the list.'],
      [{ timeZone: '' }, 'Choose a time zone from the list.'],
    ]
    for (const [form, words] of wrong) {
      const { status, text, html } = await ben.press('Save', { name: 'Kept', ...form })
      expect(status, words).to.equal(422)
      expect(text).to.include(words)
      expect(await problemsOfPage(html)).to.deep.equal([])
    }
    expect(
      (await ben.press('Save', { name: 'Ben', theme: '"><script>', timeZone: 'UTC', language: '' })).html,
    ).to.include('data-theme="system"')
  })

  it('changes the password, asks for the current one, and ends the other sessions', async () => {
    const elsewhere = await panel.as('ben')
    await ben.get('/profile/password')
    expect(await problemsOfPage(ben.page().html)).to.deep.equal([])
    const wrong = await ben.press('Change password', { current: 'wrong', password: 'a quite new password' })
    expect([wrong.status, wrong.text]).to.satisfy(() =>
      wrong.text.includes('This is not your current password.'),
    )
    const short = await ben.press('Change password', { current: 'demo-password', password: 'short' })
    expect(short.status).to.equal(422)

    await ben.press('Change password', { current: 'demo-password', password: 'a quite new password' })
    expect(ben.page().text).to.include('Your password was changed.')
    expect((await elsewhere.fetch('/profile')).status).to.equal(303)
    await panel.as('ben', 'a quite new password')
    expect(await panel.as('ben').catch((error: Error) => error.message)).to.equal('ben could not sign in')
  })

  it('lets nobody at an open screen guess the current password for ever', async () => {
    await ben.get('/profile/password')
    for (let i = 0; i < 10; i++)
      await ben.press('Change password', { current: `guess ${i}`, password: 'a quite new password' })
    const { text } = await ben.press('Change password', {
      current: 'demo-password',
      password: 'a quite new password',
    })
    expect(text).to.include('There were too many tries.')
  })
})
