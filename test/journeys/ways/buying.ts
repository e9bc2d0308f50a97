import { expect } from 'chai'
import { listenOn } from '../../support/keyboard.ts'
import type { Hand } from '../../support/ways.ts'
import type { Souk } from '../../support/souk.ts'
import { charges, fits, installed, type Journey, type Place, said } from './journey.ts'
import { welsh } from './addons.ts'

/** Makes a card of the test gateway olive's default: 0002 is declined, 0077 waits for the next billing run. */
const payWith = async ({ area }: Souk, number: string) => {
  const card = await area.addCard(number)
  await area.billing.desk.makeDefault(area.accountId, card.id)
}
const titled = (hand: Hand, words: string) =>
  hand.page.getByRole('heading', { level: 3, name: words }).waitFor()
const books = async ({ whole }: Place) => {
  const { purchases } = await whole.panel.services.purchases.list(1)
  return {
    purchases: purchases.map(({ addon, state }) => `${addon} ${state}`),
    charges: await charges(whole),
    installed: await installed(whole),
  }
}

const buy: Journey = {
  title: 'buy Japanese for a month by one press, and have it installed',
  async walk(place) {
    const { hand } = place
    await hand.open('/addons/japanese')
    await fits(hand)
    await hand.page.getByRole('link', { name: 'Terms of sale' }).waitFor()
    const told = hand.way === 'without script' ? undefined : await listenOn(hand.page)
    await hand.press('Purchase, monthly: 4.00 USD now')
    await hand.arrives('Japanese is purchased and installed')
    if (told) expect(await told.heard()).to.deep.equal(['Japanese is purchased and installed'])
    await hand.sees('Charged: 4.00 USD.')
    return { ...(await said(hand)), ...(await books(place)) }
  },
  ends: {
    title: 'Japanese is purchased and installed · Souk',
    status: 'Japanese is purchased and installed',
    purchases: ['japanese paid'],
    charges: ['japanese 400 USD'],
    installed: ['Japanese', 'Speaker'],
  },
}

const cancel: Journey = {
  title: 'cancel it by the last button of its page, and be offered it again',
  async walk(place) {
    const { hand } = place
    await hand.open('/addons/japanese')
    await fits(hand)
    await hand.press('Cancel Japanese now')
    await hand.arrives('Japanese is cancelled')
    const told = await said(hand)
    await hand.open('/addons/japanese')
    await hand.page.getByRole('button', { name: /^Purchase, annually/ }).waitFor()
    return { ...told, installed: await installed(place.whole) }
  },
  ends: {
    title: 'Japanese is cancelled · Souk',
    status: 'Japanese is cancelled',
    installed: ['Japanese, off', 'Speaker'],
  },
}

const declined: Journey = {
  title: 'be shown the due invoice of a declined card, and withdraw the order',
  async walk(place) {
    const { hand, whole } = place
    await payWith(whole, '4000000000000002')
    await hand.open('/addons/plain-english')
    await hand.press('Purchase, one time: 19.00 USD now')
    await titled(hand, 'Payment due')
    const due = await said(hand)
    await fits(hand)
    await hand.press('Check payment')
    await hand.sees('is not paid yet')
    const unpaid = await said(hand)
    await hand.press('Withdraw this order')
    await hand.sees('is withdrawn. Nothing has to be paid.')
    return { due, unpaid, withdrawn: await said(hand), ...(await books(place)) }
  },
  ends: {
    due: { title: 'Payment due · Plain English · Add-ons · Souk', status: 'Payment due' },
    unpaid: {
      title: 'The invoice for Plain English is not paid yet. · Plain English · Add-ons · Souk',
      status: 'The invoice for Plain English is not paid yet.',
    },
    withdrawn: {
      title:
        'The order of Plain English is withdrawn. Nothing has to be paid. · Plain English · Add-ons · Souk',
      status: 'The order of Plain English is withdrawn. Nothing has to be paid.',
    },
    purchases: ['plain-english withdrawn', 'japanese paid'],
    charges: ['japanese 400 USD'],
    installed: ['Japanese, off', 'Speaker'],
  },
}

const payByHand: Journey = {
  title: 'pay what is due by hand in the client area, come back and install',
  async walk(place) {
    const { hand, whole } = place
    await whole.area.offer([welsh])
    await hand.open('/addons/welsh')
    await hand.press('Purchase, monthly: 5.00 USD now')
    await titled(hand, 'Payment due')
    await hand.follow(/^Pay invoice/)
    await hand.arrives(/^Invoice/)
    const card = await hand.page.locator('option', { hasText: '4242' }).innerText()
    await hand.choose('Card', card)
    await hand.press(/^Pay$/)
    await hand.sees('Nothing more is to be paid')
    const paid = await hand.page.title()
    await hand.follow('Back to the help desk')
    await hand.arrives('Welsh')
    await hand.press(/^Install$/)
    await hand.arrives('Welsh is installed')
    return { paid, ...(await said(hand)), charges: await charges(whole), installed: await installed(whole) }
  },
  ends: {
    paid: 'Invoice INV-000003 · Client area',
    title: 'Welsh is installed · Souk',
    status: 'Welsh is installed',
    charges: ['japanese 400 USD', 'welsh 500 USD'],
    installed: ['Japanese, off', 'Speaker', 'Welsh'],
  },
}

const underWay: Journey = {
  title: 'see a payment under way become Install, by itself or by Check payment',
  async walk(place) {
    const { hand, whole } = place
    await payWith(whole, '4000000000000077')
    await hand.open('/addons/plain-english')
    await hand.press('Purchase, one time: 19.00 USD now')
    await titled(hand, 'The payment is under way')
    const waiting = await said(hand)
    await whole.area.billing.office.bill(new Date())
    if (hand.way === 'without script') await hand.press('Check payment')
    await hand.page.getByRole('button', { name: 'Install', exact: true }).waitFor({ timeout: 20_000 })
    await hand.sees('is paid. You can install it now.')
    const paid = await said(hand)
    await hand.press(/^Install$/)
    await hand.arrives('Plain English is installed')
    return { waiting, paid, ...(await said(hand)), charges: await charges(whole) }
  },
  ends: {
    waiting: {
      title: 'The payment is under way · Plain English · Add-ons · Souk',
      status: 'The payment is under way',
    },
    paid: {
      title: 'Plain English is paid. You can install it now. · Plain English · Add-ons · Souk',
      status: 'Plain English is paid. You can install it now.',
    },
    title: 'Plain English is installed · Souk',
    status: 'Plain English is installed',
    charges: ['japanese 400 USD', 'welsh 500 USD', 'plain-english 1900 USD'],
  },
}

const list: Journey = {
  title: 'find it all in the list of purchases',
  async walk({ hand }) {
    await hand.open('/addons')
    await hand.follow(/^Purchases$/)
    await hand.arrives('Purchases')
    await fits(hand)
    const table = hand.page.getByRole('table').filter({ hasText: 'Who' })
    return { rows: await table.locator('tbody tr').count(), ...(await said(hand)) }
  },
  ends: { rows: 4, title: 'Purchases · Souk', status: '' },
}

export const buying = [buy, cancel]
export const paying = [declined, payByHand, underWay, list]
