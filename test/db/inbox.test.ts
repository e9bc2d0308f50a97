import { expect } from 'chai'
import { before, beforeEach, describe, it } from 'mocha'
import { activityIn } from '../../db/activity.ts'
import { codeEventsIn } from '../../db/code-events.ts'
import type { Database } from '../../db/index.ts'
import { inboxStoresIn } from '../../db/inbox-stores.ts'
import { migrations } from '../../db/migrations/index.ts'
import type { Inbox, InboxFilter, RepliedByAddon } from '../../marketplace/inbox.ts'
import { inboxWith } from '../../marketplace/inbox/verbs.ts'
import { eachDatabase } from '../support/databases.ts'
import { adaHerself, conversationOf, everything, messageFrom, writeTo } from '../support/inbox.ts'

const autoReply = { slug: 'auto-reply', name: 'Auto reply' }

describe('The inbox', () => {
  eachDatabase((_engine, open) => {
    let db: Database
    let inbox: Inbox
    let time: Date
    let happened: number
    const now = () => time
    const later = (days: number) => (time = new Date(time.getTime() + days * 86_400_000))

    before(async () => {
      db = await open(migrations)
      inbox = inboxWith({ ...inboxStoresIn(db, now), now, happened: () => (happened += 1) })
    })
    beforeEach(async () => {
      for (const table of ['conversations', 'code_events', 'activity']) await db.knex(table).delete()
      time = new Date('2026-03-01T10:00:00.000Z')
      happened = 0
    })

    const events = async () => (await codeEventsIn(db.knex).oldest(1000)).map(event => event)
    const told = async () => (await events()).map(({ name, only }) => (only ? `${name} to ${only}` : name))
    const found = async (filter: Partial<InboxFilter> = {}, page = 1) =>
      inbox.list({ ...everything, ...filter }, page)
    const subjects = async (filter: Partial<InboxFilter>) =>
      (await found(filter)).conversations.map(({ subject }) => subject)
    const written = (outcome: RepliedByAddon) => {
      if (outcome.kind !== 'written') throw new Error(outcome.kind)
      return outcome.message
    }
    const message = async (id: string, conversation: string) =>
      (await inbox.messages(conversation)).messages.find(one => one.id === id)

    it('takes a message in, and shows it as it came', async () => {
      const one = await writeTo(inbox, { subject: 'Parcel', at: '2026-03-01T09:58:00Z' })
      expect(await conversationOf(inbox, one)).to.deep.include({
        channel: 'web-form',
        customer: { name: 'Zoë Çelik', address: 'zoe@example.net' },
        subject: 'Parcel',
        state: 'open',
        wants: 'answer',
        tags: [],
        openedAt: time.toISOString(),
        changedAt: time.toISOString(),
      })
      expect(await message(one.message, one.conversation)).to.deep.equal({
        id: one.message,
        conversation: one.conversation,
        author: { kind: 'customer', name: 'Zoë Çelik' },
        text: 'Where is my parcel?',
        at: '2026-03-01T09:58:00.000Z',
        state: 'received',
        why: null,
        attempts: 0,
        settledAt: null,
      })
      expect(happened).to.equal(1)
    })

    it('believes no clock that is ahead of its own', async () => {
      const one = await writeTo(inbox, { at: '2031-01-01T00:00:00+02:00' })
      expect((await message(one.message, one.conversation))?.at).to.equal(time.toISOString())
    })

    it('takes a message once, however often and at whatever moment it is delivered', async () => {
      const same = messageFrom()
      const all = await Promise.all([1, 2, 3, 4].map(() => inbox.deliver('web-form', same)))
      all.push(await inbox.deliver('web-form', { ...same, conversationKey: 'elsewhere' }))
      expect(all.filter(({ kind }) => kind === 'delivered')).to.have.length(1)
      expect(new Set(all.map(one => one.message)).size).to.equal(1)
      expect((await inbox.messages(all[0]?.conversation ?? '')).messages).to.have.length(1)
      expect(await told()).to.deep.equal(['conversation.opened', 'message.received'])
      expect((await inbox.deliver('telegram', same)).kind).to.equal('delivered')
    })

    it('keeps one conversation for each chat, also when its messages come at the same moment', async () => {
      const all = await Promise.all(
        [1, 2, 3, 4].map(n => writeTo(inbox, { conversationKey: 'chat', text: `Part ${n}` })),
      )
      expect(new Set(all.map(one => one.conversation)).size).to.equal(1)
      expect((await found()).total).to.equal(1)
      expect((await told()).filter(name => name === 'conversation.opened')).to.have.length(1)
      expect((await writeTo(inbox, { conversationKey: 'chat' }, 'telegram')).conversation).not.to.equal(
        all[0]?.conversation,
      )
    })

    it('fills in what it did not know of a customer, and lets nobody change the rest', async () => {
      const one = await writeTo(inbox, { conversationKey: 'c', customer: { name: 'Zoë' } })
      await writeTo(inbox, { conversationKey: 'c', customer: { name: 'Mallory', address: 'z@example.net' } })
      expect((await conversationOf(inbox, one)).customer).to.deep.equal({
        name: 'Zoë',
        address: 'z@example.net',
      })
    })

    it('opens a conversation again that was closed within 30 days, and begins another one after that', async () => {
      const one = await writeTo(inbox, { conversationKey: 'chat' })
      await inbox.close(one.conversation, adaHerself)
      later(30)
      const two = await writeTo(inbox, { conversationKey: 'chat' })
      expect(two.conversation).to.equal(one.conversation)
      expect(await conversationOf(inbox, one)).to.include({ state: 'open', wants: 'answer', closedAt: null })
      await inbox.close(one.conversation, adaHerself)
      later(30.01)
      const three = await writeTo(inbox, { conversationKey: 'chat' })
      expect(three.conversation).not.to.equal(one.conversation)
      expect(await conversationOf(inbox, one)).to.include({ state: 'closed', wants: null })
    })

    it('leaves the newer one open where an old one is to be opened again', async () => {
      const old = await writeTo(inbox, { conversationKey: 'chat' })
      await inbox.close(old.conversation, adaHerself)
      later(40)
      const { conversation } = await writeTo(inbox, { conversationKey: 'chat' })
      const other = { kind: 'another is open', conversation }
      expect(await inbox.reopen(old.conversation)).to.deep.equal(other)
      expect(await inbox.reply(old.conversation, { text: 'Hello' }, adaHerself)).to.deep.equal(other)
      expect((await conversationOf(inbox, old)).state).to.equal('closed')
    })

    it('writes a reply, which waits for its channel', async () => {
      const { conversation } = await writeTo(inbox)
      later(1)
      const id = written(await inbox.reply(conversation, { text: 'Tomorrow.' }, adaHerself))
      expect(await message(id, conversation)).to.deep.include({
        author: { kind: 'operator', id: 'ada-id', name: 'Ada' },
        text: 'Tomorrow.',
        state: 'waiting',
        attempts: 1,
      })
      expect(await conversationOf(inbox, { conversation })).to.include({
        wants: null,
        changedAt: time.toISOString(),
      })
      expect(await told()).to.deep.equal(['conversation.opened', 'message.received', 'reply.sent'])
    })

    it('writes one reply for one form, also when it is sent several times at once', async () => {
      const { conversation } = await writeTo(inbox)
      const form = { id: '6f1d4c9e-6d0c-4b6e-9b1c-0f6f4f1d2a3b', text: 'Tomorrow.' }
      const all = await Promise.all([1, 2, 3].map(() => inbox.reply(conversation, form, adaHerself)))
      expect(all.map(({ kind }) => kind).toSorted()).to.deep.equal(['known', 'known', 'written'])
      const changed = await inbox.reply(conversation, { ...form, text: 'Today!' }, adaHerself)
      expect(changed.kind).to.equal('written')
      expect((await inbox.messages(conversation)).messages.map(({ text }) => text)).to.deep.equal([
        'Where is my parcel?',
        'Tomorrow.',
        'Today!',
      ])
    })

    it('opens a closed conversation again with an operator’s reply, not with an add-on’s', async () => {
      const { conversation } = await writeTo(inbox)
      await inbox.close(conversation, adaHerself)
      written(await inbox.replyBy(autoReply, conversation, 'How was it?'))
      expect((await conversationOf(inbox, { conversation })).state).to.equal('closed')
      written(await inbox.reply(conversation, { text: 'One more thing' }, adaHerself))
      expect(await conversationOf(inbox, { conversation })).to.include({ state: 'open', closedBy: null })
    })

    it('goes on waiting for an answer when only an add-on has replied', async () => {
      const { conversation } = await writeTo(inbox)
      const id = written(await inbox.replyBy(autoReply, conversation, 'We are on it.'))
      expect((await conversationOf(inbox, { conversation })).wants).to.equal('answer')
      await inbox.markFailed(id, 'Blocked')
      expect((await conversationOf(inbox, { conversation })).wants).to.equal('answer')
      const [, , event] = await events()
      expect(event?.payload.by).to.deep.equal({ kind: 'addon', name: 'Auto reply', addon: 'auto-reply' })
    })

    it('takes twenty replies of add-ons in a row, and more once a person has written', async () => {
      const { conversation } = await writeTo(inbox)
      const outcomes = async (count: number) => {
        const kinds: string[] = []
        for (let n = 0; n < count; n++)
          kinds.push((await inbox.replyBy(autoReply, conversation, `Again ${n}`)).kind)
        return kinds.filter(kind => kind === 'written').length
      }
      expect(await outcomes(25)).to.equal(20)
      expect((await inbox.replyBy(autoReply, conversation, 'Again')).kind).to.equal('too many')
      written(await inbox.reply(conversation, { text: 'Tomorrow.' }, adaHerself))
      expect(await outcomes(2)).to.equal(2)
    })

    it('marks a reply as sent, or as failed with the reason, until it is sent after all', async () => {
      const { conversation } = await writeTo(inbox)
      const id = written(await inbox.reply(conversation, { text: 'Tomorrow.' }, adaHerself))
      expect(await inbox.markFailed(id, `Chat not found\n${'x'.repeat(400)}`)).to.deep.equal({ kind: 'done' })
      const failed = await message(id, conversation)
      expect(failed).to.include({ state: 'failed' })
      expect(failed?.why).to.match(/^Chat not found x{285}$/)
      expect((await conversationOf(inbox, { conversation })).wants).to.equal('retry')

      expect(await inbox.retry(conversation, id)).to.deep.equal({ kind: 'done' })
      expect(await inbox.retry(conversation, id)).to.deep.equal({ kind: 'nothing to do' })
      expect(await message(id, conversation)).to.include({ state: 'waiting', why: null, attempts: 2 })
      expect((await told()).slice(2)).to.deep.equal(['reply.sent', 'reply.sent to web-form'])

      later(1)
      expect(await inbox.markSent(id)).to.deep.equal({ kind: 'done' })
      expect(await inbox.markSent(id)).to.deep.equal({ kind: 'nothing to do' })
      expect(await inbox.markFailed(id, 'Too late')).to.deep.equal({ kind: 'nothing to do' })
      expect(await message(id, conversation)).to.include({
        state: 'sent',
        why: null,
        settledAt: time.toISOString(),
      })
      expect((await conversationOf(inbox, { conversation })).wants).to.equal(null)
    })

    it('has no business with what a customer wrote, nor with another conversation’s reply', async () => {
      const [one, two] = [await writeTo(inbox), await writeTo(inbox)]
      expect(await inbox.markSent(one.message)).to.deep.equal({ kind: 'nothing to do' })
      expect(await inbox.markFailed(one.message, 'No')).to.deep.equal({ kind: 'nothing to do' })
      const id = written(await inbox.reply(one.conversation, { text: 'A' }, adaHerself))
      await inbox.markFailed(id, 'No')
      expect(await inbox.retry(two.conversation, id)).to.deep.equal({ kind: 'gone' })
    })

    it('says so of what is not there', async () => {
      const gone = { kind: 'gone' }
      expect(await inbox.find('x')).to.equal(undefined)
      expect(await inbox.reply('x', { text: 'A' }, adaHerself)).to.deep.equal(gone)
      expect(await inbox.replyBy(autoReply, 'x', 'A')).to.deep.equal(gone)
      for (const outcome of [inbox.close('x', adaHerself), inbox.reopen('x'), inbox.tag('x', 'vip')])
        expect(await outcome).to.deep.equal(gone)
      for (const outcome of [inbox.untag('x', 'vip'), inbox.markSent('x'), inbox.retry('x', 'y')])
        expect(await outcome).to.deep.equal(gone)
    })

    it('names the replies that wait for a channel, oldest first, as their events', async () => {
      const [one, two] = [await writeTo(inbox), await writeTo(inbox, {}, 'telegram')]
      const first = written(await inbox.reply(one.conversation, { text: 'A' }, adaHerself))
      const second = written(await inbox.replyBy(autoReply, one.conversation, 'B'))
      const sent = written(await inbox.reply(one.conversation, { text: 'C' }, adaHerself))
      await inbox.markSent(sent)
      await inbox.reply(two.conversation, { text: 'D' }, adaHerself)
      const waiting = await inbox.waitingFor('web-form')
      expect(waiting.map(event => event.message?.id)).to.deep.equal([first, second])
      const standing = await Promise.all([first, sent, one.message, 'x'].map(id => inbox.isWaiting(id)))
      expect(standing).to.deep.equal([true, false, false, false])
      expect(waiting[0]?.by).to.deep.equal({ kind: 'operator', name: 'Ada', addon: null })
    })

    it('names them all, also after a long time without the channel', async () => {
      const made = await Promise.all(Array.from({ length: 8 }, () => writeTo(inbox)))
      for (let n = 0; n < 600; n++)
        await inbox.reply(made[n % 8]?.conversation ?? '', { text: `Reply ${n}` }, adaHerself)
      const waiting = await inbox.waitingFor('web-form')
      expect(waiting.map(event => event.message?.text)).to.deep.equal(
        Array.from({ length: 600 }, (_, n) => `Reply ${n}`),
      )
    }).timeout(60_000)

    it('closes and opens again; an operator’s closing is recorded, without a customer’s name', async () => {
      const [one, two] = [await writeTo(inbox), await writeTo(inbox)]
      await inbox.tag(one.conversation, 'vip')
      expect(await inbox.close(one.conversation, adaHerself)).to.deep.equal({ kind: 'done' })
      expect(await inbox.close(one.conversation, adaHerself)).to.deep.equal({ kind: 'nothing to do' })
      await inbox.close(two.conversation, { kind: 'addon', id: 'auto-reply', name: 'Auto reply' })
      expect(await conversationOf(inbox, one)).to.include({ state: 'closed', wants: null, closedBy: 'Ada' })
      expect((await events()).slice(-2).map(({ name, payload }) => [name, payload.by.name])).to.deep.equal([
        ['conversation.closed', 'Ada'],
        ['conversation.closed', 'Auto reply'],
      ])
      expect((await events()).at(-2)?.payload).to.deep.include({ message: null })
      expect((await events()).at(-2)?.payload.conversation.tags).to.deep.equal(['vip'])
      const { lines } = await activityIn(db, now).list({}, 1)
      expect(lines).to.have.length(1)
      expect(lines[0]).to.include({ operator: 'Ada', act: 'conversation.close', addon: 'web-form' })
      expect(JSON.stringify(lines)).not.to.include('Zoë')

      expect(await inbox.reopen(one.conversation)).to.deep.equal({ kind: 'done' })
      expect(await inbox.reopen(one.conversation)).to.deep.equal({ kind: 'nothing to do' })
      expect(await conversationOf(inbox, one)).to.include({ state: 'open', wants: 'answer', closedBy: null })
    })

    it('tags with at most ten words, each once', async () => {
      const { conversation } = await writeTo(inbox)
      for (let n = 0; n < 10; n++) await inbox.tag(conversation, `tag ${n}`)
      expect(await inbox.tag(conversation, 'tag 3')).to.deep.equal({ kind: 'nothing to do' })
      expect(await inbox.tag(conversation, 'another')).to.deep.equal({ kind: 'too many' })
      expect(await inbox.untag(conversation, 'tag 3')).to.deep.equal({ kind: 'done' })
      expect(await inbox.untag(conversation, 'tag 3')).to.deep.equal({ kind: 'nothing to do' })
      const both = await Promise.all(['a1', 'a2'].map(word => inbox.tag(conversation, word)))
      expect(both.map(({ kind }) => kind).toSorted()).to.deep.equal(['done', 'too many'])
      expect((await conversationOf(inbox, { conversation })).tags).to.have.length(10)
      expect((await inbox.choices()).tags)
        .to.include('tag 4')
        .and.not.include('tag 3')
    })

    it('lists by state, channel and tag, newest activity first', async () => {
      const make = async (subject: string, channel: string) => {
        later(1)
        return (await writeTo(inbox, { subject }, channel)).conversation
      }
      const a = await make('a', 'web-form')
      const b = await make('b', 'telegram')
      const c = await make('c', 'web-form')
      later(1)
      await inbox.reply(a, { text: 'Yes' }, adaHerself)
      later(1)
      await inbox.tag(b, 'vip')
      await inbox.tag(c, 'vip')
      await inbox.close(c, adaHerself)
      expect(await subjects({})).to.deep.equal(['c', 'a', 'b'])
      expect(await subjects({ state: 'open' })).to.deep.equal(['a', 'b'])
      expect(await subjects({ state: 'waiting' })).to.deep.equal(['b'])
      expect(await subjects({ state: 'closed' })).to.deep.equal(['c'])
      expect(await subjects({ channel: 'web-form' })).to.deep.equal(['c', 'a'])
      expect(await subjects({ tag: 'vip' })).to.deep.equal(['c', 'b'])
      expect(await subjects({ tag: 'vip', channel: 'web-form', state: 'closed' })).to.deep.equal(['c'])
      expect(await subjects({ tag: 'VIP' })).to.deep.equal([])
      expect((await inbox.choices()).channels).to.deep.equal(['telegram', 'web-form'])
      const [newest] = (await found()).conversations.filter(({ subject }) => subject === 'a')
      expect(newest?.latest.text).to.equal('Yes')
      expect(await inbox.openConversationsOf('web-form')).to.equal(1)
      expect(await inbox.openConversationsOf('sms')).to.equal(0)
    })

    it('finds words by their beginnings, in texts, names, addresses and replies', async () => {
      await writeTo(inbox, { subject: 'one', text: 'Das Päckchen ist "kaputt"!' })
      await writeTo(inbox, { subject: 'two', text: '荷物が届きません', customer: { name: 'Straße 7' } })
      const { conversation } = await writeTo(inbox, {
        subject: 'three',
        customer: { address: 'olaf@ex.org' },
      })
      await inbox.reply(conversation, { text: 'Refund granted' }, adaHerself)
      expect(await subjects({ words: 'packchen KAP' })).to.deep.equal(['one'])
      expect(await subjects({ words: '荷物' })).to.deep.equal(['two'])
      expect(await subjects({ words: 'strasse' })).to.deep.equal(['two'])
      expect(await subjects({ words: 'OLAF@ex.org' })).to.deep.equal(['three'])
      expect(await subjects({ words: 'refund' })).to.deep.equal(['three'])
      expect(await subjects({ words: '7' })).to.deep.equal(['two'])
      expect(await subjects({ words: 'ka' }), 'two letters are no beginning').to.deep.equal([])
      for (const words of ['äckchen', 'kaputt refund', '"', "' or 1=1 --", '%', '_'])
        expect(await subjects({ words }), words).to.deep.equal([])
      expect(await subjects({ words: '  ' })).to.have.length(3)
    })

    it('shows 25 at a time, each once, and the last page for one past the end', async () => {
      for (let n = 0; n < 53; n++) await writeTo(inbox, { subject: `n ${n}` })
      const pages = await Promise.all([1, 2, 3].map(page => found({}, page)))
      expect(pages.map(({ conversations }) => conversations.length)).to.deep.equal([25, 25, 3])
      expect(pages[0]).to.include({ total: 53, pages: 3, page: 1 })
      const all = pages.flatMap(({ conversations }) => conversations.map(({ id }) => id))
      expect(new Set(all).size).to.equal(53)
      expect(await found({}, 9)).to.deep.equal(pages[2])
    })

    it('shows a long conversation in pages, the newest first to hand', async () => {
      const { conversation } = await writeTo(inbox, { conversationKey: 'long' })
      for (let n = 2; n <= 30; n++) await writeTo(inbox, { conversationKey: 'long', text: `${n}` })
      const last = await inbox.messages(conversation)
      expect(last).to.include({ page: 2, pages: 2 })
      expect(last.messages.map(({ text }) => text)).to.deep.equal(['26', '27', '28', '29', '30'])
      expect((await inbox.messages(conversation, 1)).messages[1]?.text).to.equal('2')
    })

    it('hands events on by removing them, and keeps none of a change that was not stored', async () => {
      await writeTo(inbox)
      const { atomically } = inboxStoresIn(db, now)
      const failing = atomically(async stores => {
        const [event] = await stores.events.oldest(1)
        if (event) await stores.events.add(event)
        throw new Error('power cut')
      })
      expect(await failing.catch((error: Error) => error.message)).to.equal('power cut')
      const [first, ...others] = await events()
      expect(others).to.have.length(1)
      await codeEventsIn(db.knex).remove([first?.id ?? 0])
      expect(await events()).to.deep.equal(others)
    })
  })
})
