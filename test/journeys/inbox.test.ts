import { expect } from 'chai'
import { after, before, beforeEach, describe, it } from 'mocha'
import type { Page } from 'playwright-core'
import { demoPassword } from '../../db/seeds/demo.ts'
import type { Inbox } from '../../marketplace/inbox.ts'
import { newPage } from '../support/browser.ts'
import { barriersOf } from '../support/html.ts'
import { adaHerself, installChannel, writeTo } from '../support/inbox.ts'
import { startPanel, type TestPanel } from '../support/panel.ts'

describe('The inbox, in a browser', function () {
  this.timeout(60_000)
  let panel: TestPanel
  let inbox: Inbox
  before(async () => {
    panel = await startPanel()
    inbox = panel.services.inbox
    await installChannel(panel)
  })
  after(() => panel.stop())

  const signIn = async (page: Page, name = 'ben') => {
    await page.goto(`${panel.url}/sign-in`)
    await page.fill('[name=email]', `${name}@example.com`)
    await page.fill('[name=password]', demoPassword)
    await page.click('main button')
    await page.waitForURL(`${panel.url}/${name === 'ben' ? 'inbox' : 'addons'}`)
  }
  const messages = async (conversation: string) => (await inbox.messages(conversation)).messages
  const said = (page: Page, words: string) => page.locator('#status', { hasText: words }).waitFor()

  it('shows that a reply was sent without a click, and leaves alone what is being typed', async () => {
    const page = await newPage()
    const { conversation } = await writeTo(inbox, { subject: 'Under way' })
    await signIn(page)
    await page.goto(`${panel.url}/inbox/${conversation}`)
    const reply = page.getByLabel('Your reply')
    await reply.fill('One')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByText('Waiting to be sent').waitFor()
    await reply.pressSequentially('Two, which I am')
    await inbox.markSent((await messages(conversation))[1]?.id ?? '')
    await page.locator('.message-state', { hasText: /^\s*Sent\s*$/ }).waitFor()
    await reply.pressSequentially(' still typing')
    expect(await reply.inputValue()).to.equal('Two, which I am still typing')
    expect(await page.locator('main').count()).to.equal(1)
    const asksAgain = page.waitForRequest(/inbox/, { timeout: 3000 }).then(
      () => true,
      () => false,
    )
    expect(await asksAgain).to.equal(false)
    await page.context().close()
  })

  it('writes one reply, however often Send is pressed', async () => {
    for (const javaScript of [true, false]) {
      const page = await newPage({ javaScript })
      const { conversation } = await writeTo(inbox)
      await signIn(page)
      await page.goto(`${panel.url}/inbox/${conversation}`)
      await page.getByLabel('Your reply').fill('Once')
      await page.getByRole('button', { name: 'Send' }).dblclick()
      await said(page, 'Your reply is on its way.')
      await page.waitForLoadState('networkidle')
      expect((await messages(conversation)).map(({ text }) => text)).to.deep.equal([
        'Where is my parcel?',
        'Once',
      ])
      await page.context().close()
    }
  })

  it('filters in place, and Back leads to what was seen before', async () => {
    const page = await newPage()
    const { conversation } = await writeTo(inbox, { subject: 'Lamp', text: 'It is broken' })
    await inbox.close(conversation, adaHerself)
    await signIn(page)
    await page.getByLabel('State').selectOption('closed')
    await page.waitForURL(/state=closed/)
    await page.getByRole('link', { name: 'Lamp' }).waitFor()
    await page.getByLabel('Search conversations').fill('nothing like it')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Nothing matches' }).waitFor()
    await page.goBack()
    await page.getByRole('link', { name: 'Lamp' }).waitFor()
    expect(await page.getByLabel('State').inputValue()).to.equal('closed')
    await page.context().close()
  })

  describe('with everything that can be seen in it', () => {
    let page: Page
    const pages: string[] = []
    before(async () => {
      page = await newPage()
      await signIn(page, 'ada')
      const long = `https://example.com/${'long'.repeat(80)}`
      const { conversation } = await writeTo(inbox, {
        subject: `Long${'er'.repeat(90)}`,
        text: `${long}\n  indented\n\nمرحبا، أين طلبي؟`,
        customer: { name: 'ليلى', address: `${'a'.repeat(200)}@example.net` },
      })
      await inbox.tag(conversation, 'w'.repeat(24))
      for (const text of [long, 'Sent', 'Waiting']) await inbox.reply(conversation, { text }, adaHerself)
      const [, failed, sent] = await messages(conversation)
      await inbox.markFailed(failed?.id ?? '', long)
      await inbox.markSent(sent?.id ?? '')
      const closed = await writeTo(inbox, { customer: {} }, 'gone')
      await inbox.close(closed.conversation, adaHerself)
      pages.push('/inbox?state=all', '/inbox?q=nothing-like-it')
      pages.push(`/inbox/${conversation}`, `/inbox/${closed.conversation}`)
    })
    beforeEach(() => page.setViewportSize({ width: 1280, height: 800 }))
    after(() => page.context().close())

    it('has no barrier that axe knows, in the light and in the dark', async () => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        for (const path of pages) {
          await page.goto(panel.url + path)
          expect(await barriersOf(page), `${path}, ${colorScheme}`).to.deep.equal([])
        }
      }
    })

    it('fits into 320 px, also with text twice as large', async () => {
      for (const [width, size] of [
        [320, '100%'],
        [640, '200%'],
      ] as const) {
        await page.setViewportSize({ width, height: 640 })
        for (const path of pages) {
          await page.goto(panel.url + path)
          await page.evaluate(`document.documentElement.style.fontSize = '${size}'`)
          const wide = Number(await page.evaluate('document.documentElement.scrollWidth'))
          expect(wide, `${path} at ${size}`).to.be.at.most(width)
        }
      }
    })

    it('gives each text the direction it is written in', async () => {
      await page.goto(panel.url + (pages[2] ?? ''))
      const { length } = await page.locator('.message-text[dir=auto]').all()
      expect(length).to.equal(4)
      expect(await page.locator('.message-text a').count()).to.equal(0)
      const arabic = await writeTo(inbox, { text: 'مرحبا، أين طلبي؟' })
      await page.goto(`${panel.url}/inbox/${arabic.conversation}`)
      const direction = `getComputedStyle(document.querySelector('.message-text')).direction`
      expect(await page.evaluate(direction)).to.equal('rtl')
    })
  })
})
