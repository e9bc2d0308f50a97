import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { installChannel, writeTo } from '../support/inbox.ts'
import { lynxAt } from '../support/lynx.ts'
import { startPanel, type TestPanel } from '../support/panel.ts'

describe('People in lynx', function () {
  this.timeout(60_000)
  let panel: TestPanel
  let lynx: ReturnType<typeof lynxAt>
  before(async () => {
    panel = await startPanel()
    await installChannel(panel)
    lynx = lynxAt(`${panel.url}/`)
  })
  after(async () => {
    await lynx.leave()
    await panel.stop()
  })

  const signInAs = async (name: string, password = 'demo-password') => {
    await lynx.fill('E-mail', `${name}@example.com`)
    await lynx.fill('Password', password)
    await lynx.press('Sign in')
  }

  it('read and answer a customer', async () => {
    const { inbox } = panel.services
    const { conversation } = await writeTo(inbox, { subject: 'From a terminal' })
    await signInAs('ben')
    await lynx.follow('Zoë Çelik . From a terminal')
    expect(await lynx.sees('From a terminal · Inbox · Souk')).to.include('Where is my parcel?')
    await lynx.fill('Your reply', 'On its way')
    await lynx.press('Send')
    expect(await lynx.sees('Your reply is on its way.')).to.include('Waiting to be sent')
    await lynx.press('Close conversation')
    await lynx.sees('The conversation is closed.')
    expect((await inbox.messages(conversation)).messages.map(({ text }) => text)).to.deep.equal([
      'Where is my parcel?',
      'On its way',
    ])
  })

  it('are told by name which permission they lack', async () => {
    await lynx.open(`${panel.url}/operators`)
    expect(await lynx.sees('Manage Operators')).not.to.include('ada@example.com')
    await lynx.press('Sign out')
  })

  it('make a role, with a box for each permission', async () => {
    await signInAs('ada')
    await lynx.follow('Roles')
    await lynx.follow('New role')
    await lynx.press('Add role')
    await lynx.sees('Enter a name.')
    await lynx.fill('Name', 'Night shift')
    for (const box of ['View and Manage Add-ons', 'Purchase and Cancel Add-ons', 'View Tickets'])
      await lynx.tick(box)
    await lynx.press('Add role')
    expect(await lynx.sees('The role Night shift was added.')).to.match(/Night shift\s+View Tickets\s+0/)
  })

  it('add an operator with that role, and disable them', async () => {
    await lynx.follow('Operators')
    await lynx.follow('New operator')
    await lynx.fill('Name', 'Kim')
    await lynx.fill('E-mail', 'kim@example.com')
    await lynx.tick('Night shift')
    await lynx.fill('Password', 'short')
    await lynx.press('Add operator')
    expect(await lynx.sees('Choose a password of at least 12 characters.')).to.include('kim@example.com')
    await lynx.fill('Password', 'a password for kim')
    await lynx.press('Add operator')
    expect(await lynx.sees('Kim was added.')).to.match(/Kim\s+kim@example.com\s+Night shift\s+Enabled/)
    await lynx.follow('Kim')
    await lynx.press('Disable')
    await lynx.sees('Kim was disabled.')
  })
})
