import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { installChannel, writeTo } from '../support/inbox.ts'
import { type Souk, souk } from '../support/souk.ts'
import { w3mAt } from '../support/w3m.ts'

describe('The main job in w3m', function () {
  this.timeout(60_000)
  let whole: Souk
  let ada: ReturnType<typeof w3mAt>
  before(async () => {
    whole = await souk()
    await installChannel(whole.panel)
    ada = w3mAt(`${whole.panel.url}/`)
  })
  after(async () => {
    await ada.leave()
    await whole.stop()
  })

  const signInAs = async (name: string, password = 'demo-password') => {
    await ada.fill('E-mail', `${name}@example.com`)
    await ada.fill('Password', password)
    await ada.press('Sign in')
  }

  it('says what was wrong about a password, and signs in with the right one', async () => {
    await signInAs('ada', 'not-the-password')
    await ada.sees('E-mail address and password do not belong together.')
    await signInAs('ada')
    expect(await ada.sees(/^\d+ add-ons$/m)).to.include('Telegram')
  })

  it('finds an add-on, and logs in to the client area', async () => {
    await ada.fill('Search add-ons', 'japanese')
    await ada.press('Search')
    expect(await ada.sees(/^1 add-on$/m)).not.to.include('Telegram')
    await ada.follow('Japanese')
    await ada.press('Login')
    await ada.sees('asks you to log in')
    await signInAs('olive')
    await ada.press('Allow')
    expect(await ada.sees('Connected as Olive Owner')).to.include('Purchase, monthly: 4.00 USD now')
  })

  it('buys it, reads what a cancellation does, and cancels', async () => {
    await ada.press('Purchase, monthly')
    expect(await ada.sees('Japanese is purchased and installed')).to.include('Charged: 4.00 USD.')
    await ada.follow('Back to Japanese')
    const page = await ada.sees('Cancel Japanese now')
    expect(page.slice(0, page.indexOf('Cancel Japanese now'))).to.include('Billing stops at once')
    await ada.press('Cancel Japanese now')
    expect(await ada.sees('Japanese is cancelled')).to.include('Nothing more is charged')
  })

  it('installs a free one', async () => {
    await ada.follow('Add-ons')
    await ada.follow('French')
    await ada.press('^Install')
    expect(await ada.sees('French is installed')).to.match(/Download done/)
  })

  it('answers a customer, in an editor', async () => {
    const { inbox } = whole.panel.services
    const { conversation } = await writeTo(inbox, { subject: 'From a terminal' })
    await ada.follow('Inbox')
    await ada.follow('Zoë Çelik')
    await ada.write('Your reply', 'On its way,\n\nAda')
    await ada.press('Send')
    await ada.sees('Your reply is on its way.')
    const [, written] = (await inbox.messages(conversation)).messages
    expect(written?.text).to.equal('On its way,\n\nAda')
  })
})
