import { describe } from 'mocha'
import { installChannel, writeTo } from '../../support/inbox.ts'
import { startPanel, type TestPanel } from '../../support/panel.ts'
import { said } from './journey.ts'
import { endSessions, signInAgain, type Walk, walkInEveryWay } from './walking.ts'

const standing = async ({ services: { inbox } }: TestPanel, id: string) => {
  const { state, tags } = (await inbox.find(id)) ?? {}
  const { messages } = await inbox.messages(id)
  return { state, tags, texts: messages.map(({ text }) => text) }
}

const answer: Walk = {
  title: 'answer a customer, tag and close the conversation, and open it again',
  async walk({ hand, panel }) {
    const { conversation } = await writeTo(panel.services.inbox, { subject: 'Parcel' })
    const told: string[] = []
    const hears = async (words: string) => {
      await hand.page.locator('#status', { hasText: words }).waitFor()
      told.push((await said(hand)).status)
    }
    await hand.open('/inbox')
    await hand.follow(/Parcel/)
    await hand.arrives('Parcel')
    await hand.press('Send')
    await hand.page.locator('#problems').waitFor()
    const refused = await hand.page.title()
    await hand.fill('Your reply', 'Tomorrow.')
    await hand.press('Send')
    await hears('Your reply is on its way.')
    const left = await hand.page.getByLabel('Your reply').inputValue()
    const { inbox } = panel.services
    await inbox.markFailed((await inbox.messages(conversation)).messages[1]?.id ?? '', 'The mailbox is full.')
    await hand.open(`/inbox/${conversation}`)
    await hand.press('Retry')
    await hears('The reply is tried again.')
    await hand.fill('New tag', 'Post')
    await hand.press('Add tag')
    await hears('Tagged post.')
    await hand.press('Close conversation')
    await hears('The conversation is closed.')
    const closed = await standing(panel, conversation)
    await hand.press('Reopen conversation')
    await hears('The conversation is open again.')
    await hand.press('Remove post')
    await hears('The tag post was removed.')
    return { refused, told, left, closed, open: await standing(panel, conversation) }
  },
  get ends() {
    const told = [
      'Your reply is on its way.',
      'The reply is tried again.',
      'Tagged post.',
      'The conversation is closed.',
      'The conversation is open again.',
      'The tag post was removed.',
    ]
    const texts = ['Where is my parcel?', 'Tomorrow.']
    return {
      refused: 'Error: Parcel · Inbox · Souk',
      told,
      left: '',
      closed: { state: 'closed', tags: ['post'], texts },
      open: { state: 'open', tags: [], texts },
    }
  },
}

const signedOut: Walk = {
  title: 'find a reply as it was typed after a new sign-in, and send it once',
  async walk({ hand, panel }) {
    const { conversation } = await writeTo(panel.services.inbox, { subject: 'Lamp' })
    await hand.open(`/inbox/${conversation}`)
    await hand.fill('Your reply', 'A long answer, <b>written</b> over lunch.')
    await endSessions(panel)
    await hand.press('Send')
    await hand.sees('You were signed out, so nothing was saved or sent.')
    await signInAgain(hand, 'ben')
    await hand.arrives('Lamp')
    const typed = await hand.page.getByLabel('Your reply').inputValue()
    const before = await standing(panel, conversation)
    await hand.press('Send')
    await hand.page.locator('#status', { hasText: 'Your reply is on its way.' }).waitFor()
    const after = await standing(panel, conversation)
    return { typed, before: before.texts, after: after.texts, ...(await said(hand)) }
  },
  ends: {
    typed: 'A long answer, <b>written</b> over lunch.',
    before: ['Where is my parcel?'],
    after: ['Where is my parcel?', 'A long answer, <b>written</b> over lunch.'],
    title: 'Your reply is on its way. · Lamp · Inbox · Souk',
    status: 'Your reply is on its way.',
  },
}

describe('With script, without it and by keyboard alone, somebody in the inbox can', function () {
  this.timeout(120_000)
  const start = async () => {
    const panel = await startPanel()
    await installChannel(panel)
    return panel
  }
  walkInEveryWay([answer, signedOut], start, 'ben')
})
