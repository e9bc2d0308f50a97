import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { lynxAt } from '../support/lynx.ts'
import { type Souk, souk } from '../support/souk.ts'

describe('The main job in lynx', function () {
  this.timeout(60_000)
  let whole: Souk
  let ada: ReturnType<typeof lynxAt>
  before(async () => {
    whole = await souk()
    ada = lynxAt(`${whole.panel.url}/`)
  })
  after(async () => {
    await ada.leave()
    await whole.stop()
  })

  /** Answers the client area on its own pages. */
  const answerAs = async (name: string) => {
    await ada.fill('E-mail', `${name}@example.com`)
    await ada.fill('Password', 'demo-password')
    await ada.press('Sign in')
    await ada.press('Allow')
  }

  it('signs in', async () => {
    await ada.fill('E-mail', 'ada@example.com')
    await ada.fill('Password', 'demo-password')
    await ada.press('Sign in')
    const page = await ada.sees(/^\d+ add-ons$/m)
    expect(page).to.include('Add-ons · Souk').and.to.include('Telegram')
  })

  it('searches for French and opens it', async () => {
    await ada.fill('Search add-ons', 'french')
    await ada.press('Search')
    expect(await ada.sees(/^1 add-on$/m)).not.to.include('Telegram')
    await ada.follow('French')
    expect(await ada.sees('French · Souk')).to.match(/BUTTON\) Login/)
  })

  it('logs in with an account that does not own the licence, and is told whose it is', async () => {
    await ada.press('Login')
    await answerAs('otto')
    const page = await ada.sees('Wrong account')
    expect(page).to.include('French · Souk')
    expect(page).to.include('otto@example.com').and.to.include('o***e@example.com')
    expect(page).not.to.match(/BUTTON\) (Login|Install)/)
  })

  it('logs out of the client area', async () => {
    await ada.press('Logout')
    await ada.sees('Log out of the client area?')
    await ada.press('Logout')
    await ada.sees('Add-ons · Souk')
  })

  it('logs in with the right account and comes back to French', async () => {
    await ada.follow('French')
    await ada.press('Login')
    await answerAs('olive')
    const page = await ada.sees(/BUTTON\) Install/)
    expect(page).to.include('French · Souk').and.to.include('Connected as Olive Owner')
  })

  it('installs it: the reply waits for the end', async () => {
    await ada.press('Install')
    const page = await ada.sees('French is installed')
    expect(page)
      .to.match(/Download done/)
      .and.to.include('Started by Ada')
  })

  it('switches it off in the grid of languages, and uninstalls it', async () => {
    await ada.follow('Manage')
    await ada.sees('Languages · Souk')
    await ada.press('Deactivate')
    expect(await ada.sees('French is no longer active')).to.match(/\) Activate/)
    await ada.follow('Uninstall')
    await ada.sees('Uninstall French?')
    await ada.press('Uninstall')
    expect(await ada.sees('French is uninstalled')).not.to.match(/\) Activate/)
    expect(await whole.panel.services.installations.all()).to.deep.equal([])
  })
})
