import { fits, installed, type Journey, type Place, said } from './journey.ts'

/** Login on the page shown, as somebody who signs in to the client area and allows what it asks, and back. */
const logIn = async ({ hand, whole }: Place, name: string) => {
  await hand.press(/^Login$/)
  await hand.page.waitForURL(address => address.origin === whole.area.url)
  await hand.fill('E-mail', `${name}@example.com`)
  await hand.fill('Password', 'demo-password')
  await hand.press('Sign in')
  await hand.arrives('Connect this help desk?')
  await hand.press('Allow')
  await hand.page.waitForURL(address => address.origin === whole.panel.url)
}
const buttons = async ({ hand }: Place) =>
  (await hand.page.locator('#offer').getByRole('button').allInnerTexts()).map(words => words.trim())
const account = async ({ whole }: Place) => {
  const state = await whole.panel.services.connection.state()
  return state.kind === 'connected' ? state.connection.account.email : state.kind
}

const wrongAccount: Journey = {
  title: 'log in with an account that does not own the licence, and be told whose it is',
  async walk(place) {
    const { hand } = place
    await hand.open('/addons/french')
    await logIn(place, 'otto')
    await fits(hand)
    const alert = await hand.page.locator('#wrong-account').innerText()
    const names = alert.match(/Wrong account|[\w*]+@example\.com/g)
    return { names, buttons: await buttons(place), account: await account(place), ...(await said(hand)) }
  },
  ends: {
    names: ['Wrong account', 'otto@example.com', 'o***e@example.com'],
    buttons: ['Logout'],
    account: 'not connected',
    title: 'French · Add-ons · Souk',
    status: '',
  },
}

const rightAccount: Journey = {
  title: 'log out there, and come back with the right account',
  async walk(place) {
    const { hand, whole } = place
    await hand.press('Logout')
    await hand.arrives('Log out of the client area?')
    await hand.press('Logout')
    await hand.arrives('Add-ons')
    await hand.open('/addons/french')
    await logIn(place, 'olive')
    const here = new URL(hand.page.url()).pathname
    const found = { buttons: await buttons(place), account: await account(place) }
    return { here, ...found, ...(await said(hand)), installed: await installed(whole) }
  },
  ends: {
    here: '/addons/french',
    buttons: ['Install'],
    account: 'olive@example.com',
    title: 'Connected as Olive Owner (olive@example.com) · French · Add-ons · Souk',
    status: 'Connected as Olive Owner (olive@example.com)',
    installed: [],
  },
}

export const connecting = [wrongAccount, rightAccount]

const disconnect: Journey = {
  title: 'disconnect the help desk, while what is installed goes on',
  async walk(place) {
    const { hand, whole } = place
    await hand.open('/addons')
    await hand.follow('Disconnect')
    await hand.arrives('Disconnect from the client area?')
    await fits(hand)
    await hand.press('Disconnect')
    await hand.arrives('Add-ons')
    return { account: await account(place), ...(await said(hand)), installed: await installed(whole) }
  },
  ends: {
    account: 'not connected',
    title: 'This help desk is disconnected from the client area · Add-ons · Souk',
    status: 'This help desk is disconnected from the client area',
    installed: ['Japanese, off', 'Plain English', 'Speaker', 'Welsh'],
  },
}

const overdue: Journey = {
  title: 'be told that a login is over, and what to do',
  async walk(place) {
    const { hand } = place
    await hand.open('/connection/callback?code=x&state=y')
    await hand.arrives('This login is over')
    await fits(hand)
    await hand.follow('Back to the help desk')
    await hand.arrives('Add-ons')
    return { account: await account(place) }
  },
  ends: { account: 'not connected' },
}

export const disconnecting = [disconnect, overdue]
