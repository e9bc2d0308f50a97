import type { Hand } from '../../support/ways.ts'
import type { Journey } from './journey.ts'

/** Without script a search or a choice is sent by its button. */
const send = async (hand: Hand, button: string) => {
  if (hand.way === 'without script') await hand.press(button)
}
const counted = (hand: Hand, words: string) =>
  hand.page.getByRole('heading', { name: words, exact: true }).waitFor()
const cards = ({ page }: Hand) => page.locator('.card h3').allInnerTexts()
const asked = ({ page }: Hand) =>
  [...new URL(page.url()).searchParams].filter(([, value]) => value).map(pair => pair.join(' '))

const searching: Journey = {
  title: 'find French by its name',
  async walk({ hand }) {
    await hand.open('/addons')
    await hand.fill('Search add-ons', 'french')
    await send(hand, 'Search')
    await counted(hand, '1 add-on')
    await hand.page.waitForURL(/q=french/)
    const found = { cards: await cards(hand), asked: asked(hand), title: await hand.page.title() }
    await hand.follow('Clear search and filters')
    await counted(hand, '27 add-ons')
    return { found, cleared: asked(hand) }
  },
  ends: {
    found: { cards: ['French'], asked: ['q french'], title: 'Add-ons: french · Souk' },
    cleared: [],
  },
}

const filtering: Journey = {
  title: 'find the paid languages, newest first',
  async walk({ hand }) {
    await hand.open('/addons')
    await hand.press('Filters and order')
    await hand.choose('Kind', 'Languages')
    await hand.choose('Price', 'Paid')
    await hand.choose('Sort by', 'Newest')
    await send(hand, 'Show')
    await counted(hand, '3 add-ons')
    await hand.page.waitForURL(/sort=newest/)
    return { cards: (await cards(hand)).toSorted(), asked: asked(hand), title: await hand.page.title() }
  },
  ends: {
    cards: ['Japanese', 'Plain English', 'Welsh'],
    asked: ['kind language', 'price paid', 'sort newest'],
    title: 'Add-ons · Souk',
  },
}

const paging: Journey = {
  title: 'turn the page of a long list, and turn back',
  async walk({ hand }) {
    await hand.open('/addons')
    await hand.follow(/^Next/)
    await hand.sees('Page 2 of 2')
    const second = { cards: await cards(hand), asked: asked(hand), title: await hand.page.title() }
    await hand.follow(/^Previous/)
    await hand.sees('Page 1 of 2')
    return { second, first: (await cards(hand)).length, title: await hand.page.title() }
  },
  ends: {
    second: {
      cards: ['Words-7', 'Words-8', 'Words-9'],
      asked: ['page 2'],
      title: 'Add-ons, Page 2 of 2 · Souk',
    },
    first: 24,
    title: 'Add-ons · Souk',
  },
}

export const finding = [searching, filtering, paging]
