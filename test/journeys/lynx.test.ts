import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { buildRunner } from '../../setup/build.mjs'
import { lynxAt } from '../support/lynx.ts'
import { realAddon } from '../support/real-addons.ts'
import { languagePack } from '../support/samples.ts'
import { type Souk, souk } from '../support/souk.ts'
import { installVersion } from '../support/updating.ts'

const speaker = languagePack(
  'speaker',
  'eo',
  'Esperanto',
  { 'layout.sign-out': 'Elsaluti' },
  {
    name: 'Speaker',
    settings: {
      type: 'object',
      properties: {
        token: { type: 'string', title: 'Token', 'x-secret': true, minLength: 10, description: 'From them.' },
        hour: { type: 'integer', title: 'Hour', minimum: 0, maximum: 23 },
      },
      required: ['token'],
    },
  },
)
const newerSpanish = { ...realAddon('spanish', '1.0.0', { version: '1.1.0' }), version: '1.1.0' }

describe('The panel in lynx', function () {
  this.timeout(60_000)
  let whole: Souk
  let ada: ReturnType<typeof lynxAt>
  before(async () => {
    await buildRunner()
    whole = await souk([speaker, newerSpanish], { code: true })
    ada = lynxAt(`${whole.panel.url}/`)
  })
  after(async () => {
    await ada.leave()
    await whole.stop()
  })

  const answerAs = async (name: string, password = 'demo-password') => {
    await ada.fill('E-mail', `${name}@example.com`)
    await ada.fill('Password', password)
    await ada.press('Sign in')
  }

  it('says what was wrong about a password, and signs in with the right one', async () => {
    await answerAs('ada', 'not-the-password')
    const page = await ada.sees('E-mail address and password do not belong together.')
    expect(page).to.include('ada@example.com')
    await answerAs('ada')
    expect(await ada.sees(/^\d+ add-ons$/m))
      .to.include('Add-ons · Souk')
      .and.to.include('Telegram')
  })

  it('finds French and opens it', async () => {
    await ada.fill('Search add-ons', 'french')
    await ada.press('Search')
    expect(await ada.sees(/^1 add-on$/m)).not.to.include('Telegram')
    await ada.follow('French')
    expect(await ada.sees('French · Add-ons · Souk')).to.match(/BUTTON\) Login/)
  })

  it('logs in with an account that does not own the licence, and is told whose it is', async () => {
    await ada.press('Login')
    await answerAs('otto')
    await ada.press('Allow')
    const page = await ada.sees('Wrong account')
    expect(page).to.include('French · Add-ons · Souk')
    expect(page).to.include('otto@example.com').and.to.include('o***e@example.com')
    expect(page).not.to.match(/BUTTON\) (Login|Install)/)
  })

  it('logs out of the client area, logs in with the right account, and comes back to French', async () => {
    await ada.press('Logout')
    await ada.sees('Log out of the client area?')
    await ada.press('Logout')
    await ada.sees('Add-ons · Souk')
    await ada.follow('French')
    await ada.press('Login')
    await answerAs('olive')
    await ada.press('Allow')
    const page = await ada.sees(/BUTTON\) Install/)
    expect(page).to.include('French · Add-ons · Souk').and.to.include('Connected as Olive Owner')
  })

  it('installs it: the reply waits for the end', async () => {
    await ada.press('Install')
    const page = await ada.sees('French is installed')
    expect(page)
      .to.match(/Download done/)
      .and.to.include('Started by Ada')
  })

  it('sets an add-on up: errors name their fields, what was typed stays, the secret is not shown', async () => {
    await ada.open(`${whole.panel.url}/addons/speaker`)
    await ada.press('Install')
    await ada.sees('Speaker is installed')
    await ada.follow('Set up')
    await ada.fill('Hour', '77')
    await ada.press('Save')
    const page = await ada.sees('Error: Settings of Speaker')
    expect(page).to.include('Enter a value for Token.').and.to.include('Enter 23 or less for Hour.')
    expect(page).to.match(/Hour[^[]*\[\d+\]77/)
    await ada.fill(String.raw`Token \(required\)`, 'tok-5ecret-0123456789')
    await ada.fill('Hour', '7')
    await ada.press('Save')
    expect(await ada.sees('The settings of Speaker were saved.'))
      .not.to.include('Needs set-up')
      .and.not.to.include('5ecret')
  })

  it('updates an add-on that asks for more, and goes back', async () => {
    for (const slug of ['auto-reply', 'german', 'spanish']) await installVersion(whole.panel, slug, '1.0.0')
    await ada.open(`${whole.panel.url}/addons/auto-reply`)
    const page = await ada.sees(/BUTTON\) Update to 1\.1\.0 and allow this/)
    expect(page)
      .to.include('Add the page “Automatic answers” for operators')
      .and.to.include('What is new since 1.0.0')
    await ada.press('Update to 1.1.0 and allow this')
    await ada.sees('Auto-reply was updated to 1.1.0')
    await ada.follow('Back to Auto-reply')
    await ada.follow('Go back to 1.0.0')
    await ada.press('Go back to 1.0.0')
    await ada.sees('Auto-reply went back to 1.0.0')
  })

  it('updates many at once, and skips what was put back no longer', async () => {
    await ada.follow('Updates')
    const page = await ada.sees(/BUTTON\) Update what is chosen/)
    expect(page).to.include('German').and.to.include('1.0.0 to 1.1.0')
    expect(page).to.include('It asks for more than the installed version')
    await ada.press('Update what is chosen')
    expect(await ada.sees('2 of 2 add-ons were updated')).to.match(/German.*Updated/s)
    await ada.follow('Updates')
    await ada.follow('When Auto-reply is updated')
    await ada.press('Do not skip version 1.1.0')
    await ada.sees('No version of Auto-reply is skipped any more.')
  })

  it('switches an add-on off in the grid, and uninstalls it', async () => {
    await ada.follow('Languages')
    await ada.sees('Languages · Souk')
    await ada.press('Deactivate')
    expect(await ada.sees('French is no longer active')).to.match(/\) Activate/)
    await ada.follow('Uninstall')
    await ada.sees('Uninstall French?')
    await ada.press('Uninstall')
    expect(await ada.sees('French is uninstalled')).not.to.match(/\) Activate/)
    expect(await whole.panel.services.installations.find('french')).to.equal(undefined)
  })

  it('goes into safe mode and out again', async () => {
    await ada.follow('Status')
    await ada.follow('Off')
    await ada.sees('Safe mode · Souk')
    await ada.press('Switch safe mode on')
    await ada.sees('Ada switched it on')
    await ada.press('Leave, as now')
    await ada.sees('Safe mode is off.')
  })

  it('reads the page of help, and signs out', async () => {
    await ada.follow('Help')
    expect(await ada.sees('Help · Souk'))
      .to.include('What the words mean')
      .and.to.include('npx souk backup')
    await ada.press('Sign out')
    await ada.sees('Sign in · Souk')
  })
})
