import { expect } from 'chai'
import { after, afterEach, before, describe, it } from 'mocha'
import { soukItself } from '../../marketplace/activity.ts'
import type { Helper } from '../../marketplace/inbox.ts'
import type { Client } from '../support/client.ts'
import { codeMarket, until } from '../support/code-panel.ts'
import { codeSample } from '../support/code-samples.ts'
import { problemsOfPage } from '../support/html.ts'
import type { TestPanel } from '../support/panel.ts'
import { realAddon } from '../support/real-addons.ts'

const ada: Helper = { kind: 'operator', id: 'ada', name: 'Ada' }
const hour = 3_600_000

// bought elsewhere: here they are to work
const free = { prices: [] }
/** A channel without any other server: what it is to send is sent. */
const letterbox = codeSample(
  'letterbox',
  `export default {
    hooks: { async request({ form: { from, name = '', subject = '', text, id } }, souk) {
      const customer = { name, address: from }
      return { json: await souk.inbox.deliver({ externalId: id, conversationKey: from + subject, customer, subject, text }) }
    } },
    events: { 'reply.sent': () => null },
  }`,
  {
    kind: 'channel',
    rights: { events: ['reply.sent'], publicAddress: true },
    manifest: { supports: '>=5.0.0' },
  },
)
const samples = [
  letterbox,
  realAddon('auto-reply', '1.0.0'),
  realAddon('keyword-filter', '1.0.0'),
  realAddon('business-hours', '1.0.0', free),
  realAddon('daily-digest', '1.0.0'),
  realAddon('satisfaction-survey', '1.0.0', free),
  realAddon('insights', '1.0.0'),
  realAddon('web-form', '1.0.0'),
]

describe('The plugins that the vendor offers', function () {
  this.timeout(60_000)
  let market: Awaited<ReturnType<typeof codeMarket>>
  let newer: Awaited<ReturnType<typeof codeMarket>>
  let panel: TestPanel
  let browser: Client
  let now = new Date()

  before(async () => {
    market = await codeMarket(samples)
    newer = await codeMarket([letterbox, realAddon('auto-reply', '1.1.0')])
  })
  after(async () => {
    await market.close()
    await newer.close()
  })
  afterEach(() => panel.stop())

  const open = async (
    slug: string,
    at: string,
    given: { env?: Record<string, string>; from?: typeof market } = {},
  ) => {
    now = new Date(at)
    const { env = {}, from = market } = given
    panel = await from.panelWith(['letterbox', slug], { now: () => now, env })
    browser = await panel.as('ada')
  }
  const configure = async (slug: string, values: Record<string, string>) => {
    const one = await panel.services.installations.find(slug)
    const saved = { values: { ...one?.settings, ...values }, secrets: {} }
    await panel.services.manage.saveSettings(slug, saved, soukItself)
  }
  const passes = (ms: number) => (now = new Date(now.getTime() + ms))
  let letters = 0
  /** sends a letter, and answers with its conversation */
  const write = async (from: string, fields: Record<string, string> = {}): Promise<string> => {
    const body = new URLSearchParams({ from, text: 'Hello', id: String((letters += 1)), ...fields })
    const { status, html } = await panel.visitor().fetch('/hooks/letterbox', { method: 'POST', body })
    expect(status, html).to.equal(200)
    return JSON.parse(html).conversation
  }
  const heard = (slug: string, count: number) =>
    until(
      () => panel.services.code.deliveries(slug),
      ({ done, waiting }) => done === count && waiting === 0,
    )
  const answersIn = async (id: string) => {
    const { messages } = await panel.services.inbox.messages(id)
    return messages.flatMap(({ author, text }) => (author.kind === 'addon' ? [text] : []))
  }
  const kept = async (slug: string) => (await panel.services.code.doing(slug))?.storage.used ?? 0
  const page = (path: string) => browser.fetch(path)

  describe('Auto-reply', () => {
    it('answers a new conversation once, with its name and subject', async () => {
      await open('auto-reply', '2026-11-22T10:00:00Z')
      await configure('auto-reply', { text: 'Hello {name}, we read about "{subject}" now.' })
      const id = await write('ann@example.com', { name: 'Ann', subject: 'A lamp' })
      await write('ann@example.com', { name: 'Ann', subject: 'A lamp', text: 'And one more thing' })
      await heard('auto-reply', 1)
      expect(await answersIn(id)).to.deep.equal(['Hello Ann, we read about "A lamp" now.'])
      const { messages } = await panel.services.inbox.messages(id)
      expect(messages.find(({ author }) => author.kind === 'addon')?.author.name).to.equal('Auto-reply')
    })

    it('has words of its own that are right also where there is no name and no subject', async () => {
      await open('auto-reply', '2026-11-22T10:00:00Z')
      const id = await write('zoe@example.net', { name: '', subject: '' })
      await heard('auto-reply', 1)
      expect(await answersIn(id)).to.deep.equal([
        'Hello, thank you for writing to us. We will answer within one working day.',
      ])
    })

    it('answers the same customer again only after the waiting time, and no machine ever', async () => {
      await open('auto-reply', '2026-11-22T10:00:00Z')
      const first = await write('ann@example.com', { subject: 'One' })
      await heard('auto-reply', 1)
      passes(23 * hour)
      const second = await write('Ann@example.com', { subject: 'Two' })
      const machine = await write('no-reply@example.com')
      await heard('auto-reply', 3)
      passes(2 * hour)
      const third = await write('ann@example.com', { subject: 'Three' })
      await until(
        () => answersIn(third),
        found => found.length === 1,
      )
      expect(await answersIn(first)).to.have.lengthOf(1)
      expect([...(await answersIn(second)), ...(await answersIn(machine))]).to.deep.equal([])
    })

    it('forgets by and by whom it answered', async () => {
      await open('auto-reply', '2026-11-22T10:00:00Z')
      await write('ann@example.com')
      await heard('auto-reply', 1)
      expect(await kept('auto-reply')).to.be.greaterThan(0)
      passes(25 * hour)
      await until(
        () => {
          passes(hour)
          return kept('auto-reply')
        },
        bytes => bytes === 0,
      )
    })

    it('shows in 1.1.0 how many there were, on a page that 1.0.0 did not ask for', async () => {
      await open('auto-reply', '2026-11-22T10:00:00Z', { from: newer })
      await write('ann@example.com')
      await write('ben@example.com')
      await heard('auto-reply', 2)
      const { status, text, html } = await page('/pages/auto-reply/answers')
      expect(status).to.equal(200)
      expect(text).to.include('2 automatic answers in the last 14 days.').and.to.include('2026-11-09')
      expect(html).to.include('<meter min="0" max="2" value="2">')
      const [older, newest] = ['1.0.0', '1.1.0'].map(
        version => realAddon('auto-reply', version).manifest?.['permissions'],
      )
      expect(newest).to.deep.equal({
        ...Object(older),
        pages: [{ id: 'answers', title: 'Automatic answers', audience: 'operators' }],
      })
    })
  })

  describe('Keyword filter', () => {
    it('tags by words, and closes what nobody has to read', async () => {
      await open('keyword-filter', '2026-11-22T10:00:00Z')
      await configure('keyword-filter', { rules: 'refund, money back -> billing\ncheap watches -> close' })
      const wanted = await write('ann@example.com', { subject: 'Please', text: 'I want my MONEY back.' })
      const unwanted = await write('shop@example.com', { subject: 'Cheap watches', text: 'and a refund' })
      await heard('keyword-filter', 2)
      expect(await panel.services.inbox.find(wanted)).to.deep.include({ tags: ['billing'], state: 'open' })
      expect(await panel.services.inbox.find(unwanted)).to.deep.include({
        tags: ['billing'],
        state: 'closed',
        closedBy: 'Keyword filter',
      })
    })

    it('says which line of the rules it cannot read, until it is corrected', async () => {
      await open('keyword-filter', '2026-11-22T10:00:00Z')
      await configure('keyword-filter', { rules: 'refund -> billing\nlamp billing' })
      const one = await write('ann@example.com', { text: 'refund' })
      await heard('keyword-filter', 1)
      expect(await panel.services.inbox.find(one)).to.deep.include({ tags: ['billing'] })
      expect((await page('/inbox')).text).to.include('Line 2: write words, an arrow, and a tag.')
      await configure('keyword-filter', { rules: 'refund -> billing' })
      await write('ben@example.com')
      await heard('keyword-filter', 2)
      expect((await page('/inbox')).text).not.to.include('Line 2')
    })
  })

  describe('Business hours', () => {
    const berlin = { timeZone: 'Europe/Berlin', week: 'Mon-Fri 09:00-17:00', holidays: '2026-11-23' }

    it('says on a Sunday when it opens, across a holiday, once in each conversation', async () => {
      await open('business-hours', '2026-11-22T10:00:00Z')
      await configure('business-hours', berlin)
      const id = await write('ann@example.com')
      await write('ann@example.com', { text: 'Is anybody there?' })
      await heard('business-hours', 2)
      expect(await answersIn(id)).to.deep.equal([
        'Thank you for writing. We are closed at the moment and back on Tuesday 24 November at 09:00.',
      ])
      now = new Date('2026-11-24T18:00:00Z')
      await write('ann@example.com', { text: 'Too late again' })
      await until(
        () => answersIn(id),
        found => found.length === 2,
      )
    })

    it('says nothing while it is open', async () => {
      await open('business-hours', '2026-11-24T08:00:00Z')
      await configure('business-hours', berlin)
      const id = await write('ann@example.com')
      await heard('business-hours', 1)
      expect(await answersIn(id)).to.deep.equal([])
    })

    it('answers nobody while a line of its hours cannot be read, and says which', async () => {
      await open('business-hours', '2026-11-22T10:00:00Z')
      await configure('business-hours', { ...berlin, week: 'Mon-Fri 09:00-17:00\nSat nine to five' })
      const id = await write('ann@example.com')
      await heard('business-hours', 1)
      expect(await answersIn(id)).to.deep.equal([])
      expect((await page('/inbox')).text).to.include('Hours of the week, Line 2: write days and hours')
    })
  })

  describe('Daily digest', () => {
    it('counts a day, makes its digest when it is over, and shows it to operators', async () => {
      await open('daily-digest', '2026-11-22T10:00:00Z')
      expect((await page('/pages/daily-digest/digest')).text).to.include('There is no digest yet')
      const answered = await write('ann@example.com')
      await write('ben@example.com')
      await write('cleo@example.com')
      await panel.services.inbox.reply(answered, { text: 'One' }, ada)
      await panel.services.inbox.reply(answered, { text: 'Two' }, ada)
      await panel.services.inbox.close(answered, ada)
      await heard('daily-digest', 6)
      now = new Date('2026-11-23T06:05:30Z')
      const words = '3 opened, 1 answered, 1 closed. 2 conversations wait for a first reply.'
      const shown = await until(
        () => page('/pages/daily-digest/digest'),
        ({ text }) => text.includes(words),
      )
      expect(shown.text).to.include('Day of 2026-11-22').and.to.include('20 hours')
      expect((await page('/inbox')).text).to.include(`Day of 2026-11-22: ${words}`)
      expect((await (await panel.as('ben')).fetch('/pages/daily-digest/digest')).status).to.equal(200)
    })
  })

  describe('Satisfaction survey', () => {
    const closed = async (from: string) => {
      const id = await write(from)
      await panel.services.inbox.close(id, ada)
      return id
    }
    const linkIn = async (id: string) => {
      const [asked = ''] = await until(
        () => answersIn(id),
        found => found.length === 1,
      )
      const [question, link = ''] = asked.split('\n')
      expect(question).to.equal('How satisfied are you with our help?')
      expect(link.startsWith(`${panel.url}/hooks/satisfaction-survey/survey?for=`)).to.equal(true)
      return link.slice(panel.url.length)
    }
    const answer = (link: string, fields: Record<string, string>) =>
      panel.visitor().fetch('/hooks/satisfaction-survey/survey', {
        method: 'POST',
        body: new URLSearchParams({ for: link.split('for=')[1] ?? '', ...fields }),
      })

    it('asks once when an operator has closed, takes a mark, and shows the score', async () => {
      await open('satisfaction-survey', '2026-11-22T10:00:00Z')
      for (const [i, mark] of ['5', '4', '5', '2', '4'].entries()) {
        const link = await linkIn(await closed(`guest${i}@example.com`))
        const asked = await panel.visitor().fetch(link)
        expect(asked.text).to.include('How satisfied are you').and.to.include('5, very satisfied')
        expect(await problemsOfPage(asked.html)).to.deep.equal([])
        const sent = await answer(link, { mark, remark: mark === '2' ? 'Slow <b>indeed</b>' : '' })
        expect(sent.status).to.equal(303)
        expect((await panel.visitor().fetch(sent.location ?? '')).text).to.include('Your answer has arrived')
      }
      const { text, html } = await page('/pages/satisfaction-survey/results')
      expect(text).to.include('80 %').and.to.include('Slow <b>indeed</b>')
      expect(html).to.include('4.0').and.not.to.include('<b>indeed')
    })

    it('leaves customers in peace, and asks nobody about what an operator did not close', async () => {
      await open('satisfaction-survey', '2026-11-22T10:00:00Z')
      const first = await closed('ann@example.com')
      await linkIn(first)
      const second = await write('ann@example.com', { subject: 'Again' })
      await panel.services.inbox.close(second, ada)
      const other = await write('ben@example.com')
      await panel.services.inbox.close(other, { kind: 'addon', id: 'keyword-filter', name: 'Keyword filter' })
      await heard('satisfaction-survey', 3)
      expect([...(await answersIn(second)), ...(await answersIn(other))]).to.deep.equal([])
    })

    it('says what to correct, takes a later answer in place of an earlier one, and knows no other link', async () => {
      await open('satisfaction-survey', '2026-11-22T10:00:00Z')
      const link = await linkIn(await closed('ann@example.com'))
      expect((await answer(link, { remark: 'Well' })).text)
        .to.include('Choose a mark from 1 to 5.')
        .and.to.include('Well')
      await answer(link, { mark: '1', remark: 'Bad' })
      await answer(link, { mark: '5' })
      const { text } = await page('/pages/satisfaction-survey/results')
      expect(text).to.include('1; a score is shown from 5').and.not.to.include('Bad')
      const guessed = await panel
        .visitor()
        .fetch('/hooks/satisfaction-survey/survey?for=00000000-0000-4000-8000-000000000000')
      expect(guessed.text).to.include('This survey is over')
      expect((await answer('for=../x', { mark: '5' })).text).to.include('This survey is over')
    })

    it('forgets links after 60 days', async () => {
      await open('satisfaction-survey', '2026-11-22T10:00:00Z')
      const link = await linkIn(await closed('ann@example.com'))
      const atFirst = await kept('satisfaction-survey')
      passes(61 * 24 * hour)
      await until(
        () => {
          passes(hour)
          return kept('satisfaction-survey')
        },
        bytes => bytes < atFirst,
      )
      expect((await panel.visitor().fetch(link)).text).to.include('This survey is over')
    })
  })

  describe('Insights', () => {
    it('cannot be installed on help desk 5', async () => {
      await open('auto-reply', '2026-11-22T10:00:00Z')
      const { text, html } = await page('/addons/insights')
      expect(text).to.include('This add-on needs help desk 6.0.0 or newer')
      expect(html).not.to.include('/addons/insights/installation')
    })

    it('draws its weeks on help desk 6', async () => {
      await open('insights', '2026-11-12T10:00:00Z', { env: { HELP_DESK_VERSION: '6.0.0' } })
      const slow = await write('ann@example.com')
      passes(30 * 60_000)
      await panel.services.inbox.reply(slow, { text: 'One' }, ada)
      await heard('insights', 2)
      now = new Date('2026-11-19T10:00:00Z')
      const fast = await write('ben@example.com')
      await write('cleo@example.com')
      passes(15 * 60_000)
      await panel.services.inbox.reply(fast, { text: 'Two' }, ada)
      await panel.services.inbox.close(fast, ada)
      await heard('insights', 4)
      now = new Date('2026-11-24T10:16:00Z')
      const { text } = await until(
        () => page('/pages/insights/insights'),
        found => found.text.includes('took 50 % less time'),
        30_000,
      )
      expect(text).to.match(/2026-11-16\s+2\s+1\s+1\s+15/)
      expect(text).to.match(/2026-11-09\s+1\s+0\s+1\s+30/)
    })
  })

  it('work side by side for who writes by the real web form', async () => {
    now = new Date('2026-11-22T10:00:00Z')
    const others = ['auto-reply', 'keyword-filter', 'business-hours', 'daily-digest', 'satisfaction-survey']
    panel = await market.panelWith(['web-form', ...others], { now: () => now })
    await configure('keyword-filter', { rules: 'lamp* -> lighting' })
    const guest = panel.visitor()
    await guest.get('/hooks/web-form')
    passes(20_000)
    await guest.press('Send', { name: 'Zoe', email: 'zoe@example.net', subject: 'Lamps', message: 'Hello' })
    const filter = { words: '', state: 'all', channel: '', tag: 'lighting' } as const
    const tagged = await until(async () => (await panel.services.inbox.list(filter, 1)).conversations[0])
    const id = tagged?.id ?? ''
    await until(
      () => answersIn(id),
      found => found.length === 2,
    )
    await panel.services.inbox.close(id, ada)
    const answers = await until(
      () => answersIn(id),
      found => found.length === 3,
    )
    for (const words of [
      'Hello Zoe, thank you for writing',
      'back on Monday 23 November at 09:00',
      '/survey?for=',
    ])
      expect(
        answers.filter(text => text.includes(words)),
        words,
      ).to.have.lengthOf(1)
  })
})
