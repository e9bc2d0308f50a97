import { expect } from 'chai'
import { after, afterEach, before, beforeEach } from 'mocha'
import type { Sample } from '../../catalogue/test/support.ts'
import { soukItself } from '../../marketplace/activity.ts'
import type { Client } from './client.ts'
import { codeMarket, install, until } from './code-panel.ts'
import type { TestPanel } from './panel.ts'

/** Tells the block that it stands in to have a new panel for each test, with a clock of its own, and Ada signed in. */
export const channelDesk = (samples: Sample[]) => {
  let vendor: Awaited<ReturnType<typeof codeMarket>>
  let panel: TestPanel
  let ada: Client
  let now = new Date()

  before(async () => {
    vendor = await codeMarket(samples)
  })
  after(() => vendor.close())
  beforeEach(async () => {
    now = new Date()
    panel = await vendor.panelWith([], { now: () => now })
    ada = await panel.as('ada')
  })
  afterEach(() => panel.stop())

  const later = (ms: number) => (now = new Date(now.getTime() + ms))
  const ask = (path: string, init: RequestInit = {}) => panel.visitor().fetch(`/hooks${path}`, init)
  const conversations = async () =>
    (await panel.services.inbox.list({ words: '', state: 'all', channel: '', tag: '' }, 1)).conversations
  const only = async () => {
    const [one, ...others] = await conversations()
    if (!one || others.length > 0) throw new Error(`there are ${others.length + (one ? 1 : 0)} conversations`)
    return one
  }
  const texts = async () => {
    const { messages } = await panel.services.inbox.messages((await only()).id)
    return messages.map(({ text, state }) => `${text}: ${state}`)
  }
  /** as Ada does it in the inbox */
  const reply = async (text: string) => {
    await ada.get(`/inbox/${(await only()).id}`)
    return ada.press('Send', { text })
  }
  const show = async () => ada.get(`/inbox/${(await only()).id}`)
  /** lets an add-on call a server on this machine, with these settings */
  const setUp = async (slug: string, server: string, secrets: Record<string, string>, values = {}) => {
    await install(panel, slug)
    expect(await panel.services.code.allowed.put(slug, server, soukItself)).to.equal(true)
    const one = await panel.services.installations.find(slug)
    await panel.services.manage.saveSettings(
      slug,
      { values: { ...one?.settings, ...values, server }, secrets },
      soukItself,
    )
  }
  /** has it thrown an error of its own? Being late, as on a busy machine, is none */
  const thrown = async (slug: string) => {
    const doing = await panel.services.code.doing(slug)
    return doing?.lastError?.text.includes('Error') ?? false
  }
  const runs = (slug: string) =>
    until(
      () => panel.services.code.doing(slug),
      doing => doing?.state === 'loaded',
    )

  return {
    get panel() {
      return panel
    },
    get ada() {
      return ada
    },
    get now() {
      return now
    },
    /** after so long that her session has ended */
    signInAgain: async () => void (ada = await panel.as('ada')),
    later,
    ask,
    conversations,
    only,
    texts,
    reply,
    show,
    setUp,
    thrown,
    runs,
  }
}
