import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { commandLine } from '../marketplace/activity.ts'
import type { Inbox } from '../marketplace/inbox.ts'
import type { Client } from './support/client.ts'
import { eachDatabaseUrl } from './support/databases.ts'
import { problemsOfPage } from './support/html.ts'
import { adaHerself, conversationOf, installChannel, writeTo } from './support/inbox.ts'
import { startPanel, type TestPanel } from './support/panel.ts'

describe('The inbox', () => {
  let panel: TestPanel
  let inbox: Inbox
  let ben: Client
  beforeEach(async () => {
    panel = await startPanel()
    inbox = panel.services.inbox
    ben = await panel.as('ben')
  })
  afterEach(() => panel.stop())

  const open = async (given: Record<string, unknown> = {}) => {
    const delivered = await writeTo(inbox, given)
    await ben.get(panel.services.paths.conversation(delivered.conversation))
    return delivered
  }
  const reload = () => ben.get(ben.page().html.match(/action="([^"]+)\/replies"/)?.[1] ?? '')
  const messages = async (conversation: string) => (await inbox.messages(conversation)).messages

  it('is the first thing that somebody sees who may see nothing else', async () => {
    expect((await ben.fetch('/')).location).to.equal('/inbox')
    expect((await ben.get('/')).text).to.include('No customer has written yet')
  })

  it('tells who has no message yet how to get some, and whom to ask', async () => {
    const { text, html } = await ben.get('/inbox')
    expect(text).to.include('Somebody with “View and Manage Add-ons” can install one.')
    expect(html).not.to.include('/addons')
    const ada = await panel.as('ada')
    expect((await ada.get('/inbox')).html).to.include('href="/addons?kind=channel"')
    expect(await problemsOfPage(ada.page().html)).to.deep.equal([])
  })

  it('needs its permission, whoever asks, and tells nobody else what is in it', async () => {
    const { conversation, message } = await open()
    const cleo = await panel.as('cleo')
    const here = `/inbox/${conversation}`
    for (const path of ['/inbox', here, '/inbox/nothing', `${here}/replies`]) {
      const { status, text } = await cleo.fetch(path)
      expect([status, text.includes('View Tickets'), text.includes('parcel')], path).to.deep.equal([
        403,
        true,
        false,
      ])
    }
    for (const path of [`${here}/replies`, `${here}/tags`, `${here}/closing`])
      expect((await cleo.post(path, { text: 'A', tag: 'aa', closed: 'yes' })).status, path).to.equal(403)
    expect((await cleo.post(`${here}/messages/${message}/retry`)).status).to.equal(403)
    expect(await messages(conversation)).to.have.length(1)
    expect(await conversationOf(inbox, { conversation })).to.include({ state: 'open' })
  })

  it('loses sight of it with the permission, at the next click', async () => {
    await open()
    const role = (await panel.services.roles.list()).find(({ name }) => name === 'Agent')
    await panel.services.roles.change(role?.id ?? '', { name: 'Agent', permissions: [] }, commandLine)
    expect((await ben.fetch('/inbox')).status).to.equal(403)
  })

  it('lists what waits for an answer, with who, what, where and when', async () => {
    await installChannel(panel)
    await writeTo(inbox, { subject: 'Parcel 4711' })
    const { text, html } = await ben.get('/inbox')
    expect(text).to.match(
      /One conversation Zoë Çelik · Parcel 4711 Where is my parcel\? Web form .+ Waiting for an answer/,
    )
    expect(html).to.match(/<main [\s\S]*<h3><a href="\/inbox\/[0-9a-f-]{36}">/)
    expect(await problemsOfPage(html)).to.deep.equal([])
  })

  it('says in the list who wrote the newest words, if it was no customer', async () => {
    await installChannel(panel)
    const { conversation } = await writeTo(inbox, { subject: 'Parcel 4712' })
    await inbox.replyBy({ slug: 'robot', name: 'Robot' }, conversation, 'We have your message.')
    expect((await ben.get('/inbox')).text).to.match(/Parcel 4712 Robot: We have your message\. .+ Waiting/)
  })

  it('ends the lines of a message also for text browsers, which know no style', async () => {
    await installChannel(panel)
    const { conversation } = await writeTo(inbox, { text: 'One <b>\n\nTwo' })
    expect((await ben.get(`/inbox/${conversation}`)).html).to.include('One &lt;b&gt;<br><br>Two</div>')
  })

  it('filters by state, channel, tag and words, all of it in the address', async () => {
    await installChannel(panel)
    const one = await writeTo(inbox, { subject: 'first', text: 'A broken lamp' })
    const two = await writeTo(inbox, { subject: 'second' }, 'telegram')
    await inbox.tag(two.conversation, 'vip')
    await inbox.close(one.conversation, adaHerself)
    const seen = async (query: string) => {
      const { text } = await ben.get(`/inbox${query}`)
      return ['first', 'second'].filter(subject => text.includes(subject))
    }
    expect(await seen('')).to.deep.equal(['second'])
    expect(await seen('?state=closed')).to.deep.equal(['first'])
    expect(await seen('?state=all')).to.deep.equal(['first', 'second'])
    expect(await seen('?state=waiting')).to.deep.equal(['second'])
    expect(await seen('?state=all&channel=web-form')).to.deep.equal(['first'])
    expect(await seen('?tag=vip')).to.deep.equal(['second'])
    expect(await seen('?state=all&q=LAMP')).to.deep.equal(['first'])
    expect(await seen('?state=nonsense&page=-1&channel=&tag=&other=1')).to.deep.equal(['second'])
    expect(await seen('?state=all&state=closed')).to.deep.equal(['second'])

    await ben.get('/inbox')
    const { text } = await ben.press('Show', { q: 'lamp' })
    expect(text).to.include('Nothing matches')
    expect((await ben.get('/inbox?q=lamp&state=all')).html).to.include('value="lamp"')
    await ben.get('/inbox?q=lamp')
    const everywhere = /href="([^"]+)">Search in all/.exec(ben.page().html)?.[1]?.replaceAll('&amp;', '&')
    expect((await ben.get(everywhere ?? '')).text).to.include('first')
  })

  it('has pages of 25 that keep the filters', async () => {
    for (let n = 0; n < 30; n++) await writeTo(inbox, { subject: `number-${n}`, text: 'lamp' })
    const { html, text } = await ben.get('/inbox?q=lamp&state=all')
    expect(text).to.include('30 conversations').and.include('Page 1 of 2')
    expect(html.match(/<article/g)).to.have.length(25)
    const older = /rel="next" href="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? ''
    expect(older).to.equal('/inbox?q=lamp&state=all&page=2')
    expect((await ben.get(older)).html.match(/<article/g)).to.have.length(5)
    expect(await problemsOfPage(ben.page().html)).to.deep.equal([])
  })

  it('shows a conversation in order, with who wrote what and what became of it', async () => {
    await installChannel(panel)
    const { conversation } = await open({ subject: 'Parcel' })
    await inbox.replyBy({ slug: 'auto-reply', name: 'Auto reply' }, conversation, 'We are on it.')
    await ben.press('Send', { text: 'Tomorrow, I am sure.' })
    const all = await messages(conversation)
    await inbox.markSent(all[1]?.id ?? '')
    await inbox.markFailed(all[2]?.id ?? '', 'The mailbox is full.')
    const { text, html } = await reload()
    expect(text).to.match(
      /Zoë Çelik Customer .* Where is my parcel\? Auto reply Add-on .* We are on it\. Sent Ben Operator .* Tomorrow, I am sure\. Not sent: The mailbox is full\. Retry/,
    )
    expect(await problemsOfPage(html)).to.deep.equal([])
  })

  it('sends a reply, once however often the form is sent', async () => {
    await installChannel(panel)
    const { conversation } = await open()
    const [, attempt = ''] = /name="attempt" value="([^"]+)"/.exec(ben.page().html) ?? []
    const form = { attempt, text: 'Tomorrow.\r\n\r\nBen' }
    for (const _ of [1, 2, 3]) {
      const { status, location } = await ben.post(`/inbox/${conversation}/replies`, form)
      expect([status, location]).to.deep.equal([303, `/inbox/${conversation}`])
    }
    expect((await messages(conversation)).map(({ text }) => text)).to.deep.equal([
      'Where is my parcel?',
      'Tomorrow.\n\nBen',
    ])
    const { text, html } = await reload()
    expect(text).to.include('Your reply is on its way.').and.include('Waiting to be sent')
    expect(html).to.match(/<textarea[^>]*><\/textarea>/)
    expect(html).not.to.include(`value="${attempt}"`)
  })

  it('keeps what was typed when a reply is refused', async () => {
    const { conversation } = await open()
    const wrong: [string, string][] = [
      ['', 'Write a reply before you send it.'],
      [' \r\n\t ', 'Write a reply before you send it.'],
      [`<b>kept</b>${'x'.repeat(10_000)}`, 'Write at most 10,000 characters.'],
    ]
    for (const [text, words] of wrong) {
      const answer = await ben.press('Send', { text })
      expect([answer.status, answer.text.includes(words)], words).to.deep.equal([422, true])
      expect(answer.html).to.match(/<title>Error: /)
      expect(answer.html).to.match(
        /href="#(reply-after-none)"[\s\S]+<textarea id="\1"[^>]+aria-invalid="true"/,
      )
      expect(answer.html.includes('&lt;b&gt;kept&lt;/b&gt;xxx')).to.equal(text.includes('kept'))
      expect(await problemsOfPage(answer.html)).to.deep.equal([])
    }
    expect(await messages(conversation)).to.have.length(1)
    expect((await ben.fetch(`/inbox/${conversation}/replies`)).location).to.equal(`/inbox/${conversation}`)
  })

  it('keeps a reply waiting while its channel is off or gone, and says so', async () => {
    await installChannel(panel, { active: false })
    const { conversation } = await open()
    expect(ben.page().text).to.include('Web form is switched off').and.not.include('Go to Channels')
    await ben.press('Send', { text: 'Tomorrow.' })
    expect(ben.page().text).to.include(
      'Waiting: Web form is switched off. It is sent as soon as the channel is active again.',
    )
    await installChannel(panel, { altered: true })
    expect((await reload()).text).to.include('Web form is switched off')
    await installChannel(panel)
    expect((await reload()).text)
      .to.include('Waiting to be sent')
      .and.not.include('switched off')

    const { conversation: other } = await writeTo(inbox, {}, 'pigeon')
    const ada = await panel.as('ada')
    await ada.get(`/inbox/${other}`)
    await ada.press('Send', { text: 'Coo.' })
    expect(ada.page().text).to.include('Waiting: pigeon is not installed.').and.include('Go to Channels')
    expect((await messages(conversation))[1]?.state).to.equal('waiting')
  })

  it('tries a failed reply again', async () => {
    await installChannel(panel)
    const { conversation } = await open()
    await ben.press('Send', { text: 'Tomorrow.' })
    const id = (await messages(conversation))[1]?.id ?? ''
    await inbox.markFailed(id, '')
    expect((await ben.get('/inbox')).text).to.include('Reply not sent')
    await ben.get(`/inbox/${conversation}`)
    expect(ben.page().text).to.match(/Not sent\s+Retry/)
    expect((await ben.press('Retry')).text).to.include('The reply is tried again.')
    expect(ben.page().text).to.include('Waiting to be sent')
    expect((await messages(conversation))[1]).to.include({ state: 'waiting', attempts: 2 })
    expect((await ben.post(`/inbox/${conversation}/messages/nothing/retry`)).status).to.equal(404)
    const { conversation: other } = await writeTo(inbox)
    expect((await ben.post(`/inbox/${other}/messages/${id}/retry`)).status).to.equal(404)
  })

  it('tags with a word of one’s own, and takes it away again', async () => {
    const { conversation } = await open()
    await ben.press('Add tag', { tag: '  Très   Urgent ' })
    expect(ben.page().text).to.include('Tagged très urgent.')
    expect((await conversationOf(inbox, { conversation })).tags).to.deep.equal(['très urgent'])
    for (const tag of ['', 'x', ' y ', 'x'.repeat(25)]) {
      const { status, text, html } = await ben.press('Add tag', { tag })
      expect([status, text.includes('Enter a tag of 2 to 24 characters.')], tag).to.deep.equal([422, true])
      expect(html).to.include(`value="${tag}" autocomplete`)
      expect(await problemsOfPage(html)).to.deep.equal([])
    }
    await reload()
    await ben.press('Remove')
    expect(ben.page().text).to.include('The tag très urgent was removed.')
    for (let n = 0; n < 10; n++) await inbox.tag(conversation, `tag ${n}`)
    await reload()
    expect((await ben.press('Add tag', { tag: 'one more' })).text).to.include('at most ten tags')
  })

  it('closes and opens again; both can be pressed twice', async () => {
    const { conversation } = await open()
    const here = `/inbox/${conversation}/closing`
    await ben.press('Close conversation')
    expect(ben.page().text)
      .to.include('The conversation is closed.')
      .and.match(/Closed .*, by Ben/)
    expect((await ben.post(here, { closed: 'yes' })).status).to.equal(303)
    await reload()
    await ben.press('Reopen conversation')
    expect(ben.page().text).to.include('The conversation is open again.')
    expect((await ben.post(here, { closed: 'no' })).status).to.equal(303)
    const { lines } = await panel.services.activity.list({ act: 'conversation.close' }, 1)
    expect(lines.map(({ operator, reference }) => [operator, reference])).to.deep.equal([
      ['Ben', conversation],
    ])
    const ada = await panel.as('ada')
    expect((await ada.get('/activity')).text).to.include('Close a conversation')
  })

  it('opens a closed conversation with a reply, and says so beforehand', async () => {
    const { conversation } = await open()
    await ben.press('Close conversation')
    expect(ben.page().text).to.include('A reply opens it again.')
    await ben.press('Send', { text: 'One more thing' })
    expect(await conversationOf(inbox, { conversation })).to.include({ state: 'open' })
  })

  it('shows what customers write as text, whatever it is', async () => {
    await installChannel(panel)
    const evil = `<img src=x onerror=alert(1)> {{7*7}} "q" 'a' {name} https://evil.example/ <hx-partial>`
    const { conversation } = await open({
      subject: evil,
      text: `${evil}\n\u202eturned`,
      customer: { name: evil.slice(0, 90), address: 'javascript:alert(1)' },
    })
    await inbox.tag(conversation, '<b>tag</b>')
    await inbox.replyBy({ slug: 'evil', name: '<i>evil</i>' }, conversation, evil)
    await inbox.markFailed((await messages(conversation))[1]?.id ?? '', `<u>${evil}`)
    for (const path of [`/inbox/${conversation}`, '/inbox']) {
      const { html, text } = await ben.get(path)
      expect(text, path).to.include('<img src=x onerror=alert(1)> {{7*7}}')
      expect(html, path).not.to.match(
        /<img src=x|<(b|i|u|hx-partial)>|href="(https:\/\/evil|javascript)|>49</,
      )
      expect(await problemsOfPage(html), path).to.deep.equal([])
    }
  })

  it('gives no page to what is not there, and none to another spelling', async () => {
    const { conversation } = await open()
    for (const path of ['/inbox/nothing', '/inbox/..%2finbox', `/inbox/${conversation}/messages`])
      expect((await ben.fetch(path)).status, path).to.equal(404)
    for (const name of ['replies', 'tags', 'closing'])
      expect((await ben.post(`/inbox/nothing/${name}`, { text: 'A', tag: 'aa' })).status).to.equal(404)
    expect((await ben.fetch('/inbox/')).location).to.equal('/inbox')
    expect((await ben.post(`/inbox/${conversation}/replies`, { _csrf: 'x', text: 'A' })).status).to.equal(403)
  })
})

describe('The inbox page', () => {
  eachDatabaseUrl((_, url) => {
    it('is read and answered', async () => {
      const panel = await startPanel({ databaseUrl: await url() })
      try {
        await writeTo(panel.services.inbox, { subject: 'Päckchen', text: 'Wo ist es?' })
        const ada = await panel.as('ada')
        const { html } = await ada.get('/inbox?q=packchen&state=all&channel=web-form')
        await ada.get(/href="(\/inbox\/[0-9a-f-]{36})"/.exec(html)?.[1] ?? '')
        await ada.press('Send', { text: 'Morgen.' })
        await ada.press('Add tag', { tag: 'post' })
        await ada.press('Close conversation')
        expect(ada.page().text).to.include('Morgen.').and.include('The conversation is closed.')
        expect((await ada.get('/inbox?state=closed&tag=post')).text).to.include('Päckchen')
      } finally {
        await panel.stop()
      }
    })
  })
})

describe('The inbox of a help desk that is older than a month', () => {
  it('leads to the newer conversation of a chat, and keeps what was typed', async () => {
    let days = 0
    const panel = await startPanel({ now: () => new Date(Date.now() + days * 86_400_000) })
    const { inbox } = panel.services
    const { conversation } = await writeTo(inbox, { conversationKey: 'chat' })
    await inbox.close(conversation, adaHerself)
    days = 31
    const newer = await writeTo(inbox, { conversationKey: 'chat' })
    const ben = await panel.as('ben')
    await ben.get(`/inbox/${conversation}`)
    const refused = await ben.press('Send', { text: 'Still there?' })
    expect(refused.status).to.equal(409)
    expect(refused.text).to.include('This customer goes on in a newer conversation')
    expect(refused.html)
      .to.include(`href="/inbox/${newer.conversation}"`)
      .and.include('Still there?</textarea>')
    expect(await problemsOfPage(refused.html)).to.deep.equal([])
    expect((await ben.press('Reopen conversation')).status).to.equal(409)
    expect(await conversationOf(inbox, { conversation })).to.include({ state: 'closed' })
    await panel.stop()
  })
})
