import { handAt } from '../../support/ways.ts'
import type { Journey, Place } from './journey.ts'

/** In a browser of their own, at French. */
const arrive = async ({ whole, hand: { way } }: Place, name: string) => {
  const hand = await handAt(whole.panel.url, way)
  await hand.open('/sign-in')
  await hand.fill('E-mail', `${name}@example.com`)
  await hand.fill('Password', 'demo-password')
  await hand.press('Sign in')
  await hand.page.waitForURL(address => address.pathname !== '/sign-in')
  return hand
}

const cleo: Journey = {
  title: 'tell a colleague, in her own browser, that the help desk is connected',
  async walk(place) {
    const hand = await arrive(place, 'cleo')
    await hand.open('/addons/french')
    await hand.sees('olive@example.com')
    const install = await hand.page.getByRole('button', { name: 'Install', exact: true }).count()
    await hand.leave()
    return install
  },
  ends: 1,
}

const ben: Journey = {
  title: 'refuse who may not see add-ons, naming the permission',
  async walk(place) {
    const hand = await arrive(place, 'ben')
    await hand.open('/addons/french')
    await hand.arrives('You may not see this page')
    await hand.sees('View and Manage Add-ons')
    const items = await hand.page.getByRole('navigation').getByRole('link', { name: 'Add-ons' }).count()
    await hand.leave()
    return items
  },
  ends: 0,
}

export const colleagues = [cleo, ben]
