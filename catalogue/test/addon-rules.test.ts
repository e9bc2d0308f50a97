import { createHmac } from 'node:crypto'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect } from 'chai'

const rulesOf = (slug: string) =>
  import(pathToFileURL(join(import.meta.dirname, '../addons', slug, '1.0.0/files/rules.js')).href)

const fileOf = (slug: string, file: string) =>
  import(pathToFileURL(join(import.meta.dirname, '../addons', slug, '1.0.0/files', file)).href)

const webForm = await rulesOf('web-form')
const telegram = await rulesOf('telegram')
const sms = { ...(await rulesOf('sms')), ...(await fileOf('sms', 'lengths.js')) }
const zones = await fileOf('business-hours', 'zones.js')
const autoReply = await fileOf('auto-reply', 'rules.js')
const digest = await fileOf('daily-digest', 'rules.js')
const filter = await fileOf('keyword-filter', 'rules.js')
const hours = await fileOf('business-hours', 'rules.js')
const survey = await fileOf('satisfaction-survey', 'rules.js')
const insights = await fileOf('insights', 'rules.js')

const at = (text: string) => new Date(text)
const hour = 3_600_000

describe('Web form', () => {
  it('says what to correct, field by field', () => {
    const { errors } = webForm.readMessage({ name: ' ', email: 'ann@localhost', subject: 'x'.repeat(151) })
    expect(errors).to.deep.equal({
      name: 'Enter your name.',
      email: 'Enter an e-mail address such as name@example.com.',
      subject: 'Use at most 150 characters.',
      message: 'Enter a message.',
    })
  })

  it('lets nobody smuggle a mail header into the subject', () => {
    const typed = {
      name: 'Ann',
      email: 'ann@example.com',
      subject: 'Hi\r\nBcc: all@example.com',
      message: 'a\r\nb',
    }
    const { message, errors } = webForm.readMessage(typed)
    expect(errors).to.deep.equal({})
    expect(message.subject).to.equal('Hi Bcc: all@example.com')
    expect(message.message).to.equal('a\nb')
  })

  it('takes out what nobody can see, and then asks for what is missing', () => {
    const typed = {
      name: '\u0001',
      email: 'ann@example.com',
      subject: 'Hi\u0000there',
      message: '\u0007\n\u001b',
    }
    const { message, errors } = webForm.readMessage(typed)
    expect(errors).to.deep.equal({ name: 'Enter your name.', message: 'Enter a message.' })
    expect(message.subject).to.equal('Hi there')
  })

  it('takes only subjects that are offered, and only so many links', () => {
    const typed = {
      name: 'Ann',
      email: 'ann@example.com',
      subject: 'Cars',
      message: 'http://a www.b HTTPS://c',
    }
    const rules = { subjects: ['Lamps'], maxLinks: 2 }
    expect(webForm.readMessage(typed, rules).errors).to.deep.equal({
      subject: 'Choose one of the subjects.',
      message: 'Use at most 2 links.',
    })
    expect(webForm.readText('http://a', rules)).to.deep.equal({ text: 'http://a', error: undefined })
  })

  it('tells people from simple robots, and counts the last hour', () => {
    expect(webForm.whyAgain({ errors: {}, trap: '', age: 20_000 })).to.equal(undefined)
    expect(webForm.whyAgain({ errors: {}, trap: '', age: 900 })).to.match(/very quick/)
    expect(webForm.whyAgain({ errors: {}, trap: '' })).to.match(/open for too long/)
    expect(webForm.whyAgain({ errors: {}, trap: 'spam', age: 20_000 })).to.match(/for robots/)
    expect(webForm.whyAgain({ errors: { name: 'Enter your name.' }, trap: '' })).to.match(/marked below/)
    expect(webForm.countLastHour([0, 1, hour, 2 * hour], hour)).to.equal(2)
  })
})

describe('Telegram', () => {
  const update = (message: object) => ({
    update_id: 7,
    message: {
      message_id: 3,
      date: 1_792_000_000,
      chat: { id: 42, type: 'private' },
      from: { first_name: 'Ann', last_name: 'Lee', username: 'annlee' },
      ...message,
    },
  })

  it('reads a message with an id of its own, and a picture by its caption', () => {
    expect(telegram.readUpdate(update({ text: 'Hello' }))).to.deep.equal({
      kind: 'message',
      message: {
        externalId: '42/3',
        conversationKey: '42',
        customer: { name: 'Ann Lee', address: '@annlee' },
        text: 'Hello',
        at: '2026-10-14T17:46:40.000Z',
      },
    })
    expect(telegram.readUpdate(update({ photo: [{}], caption: 'Broken' })).message.text).to.equal(
      '[photo] Broken',
    )
    expect(telegram.readUpdate(update({ text: '/start' }))).to.deep.equal({ kind: 'chat started', chat: 42 })
    expect(telegram.readUpdate(update({ text: '\u0000' }))).to.include({ why: 'nothing to read' })
  })

  it('ignores what is said in groups, and what is no message', () => {
    const said = update({ text: 'Hello', chat: { id: -1, type: 'group' } })
    expect(telegram.readUpdate(said)).to.deep.equal({ kind: 'ignored', why: 'not a private chat' })
    expect(telegram.readUpdate({ update_id: 8 })).to.include({ why: 'not a new message' })
  })

  it('divides a long reply at its sentences, and loses nothing', () => {
    const text = 'This is one sentence. '.repeat(600).trim()
    const pieces: string[] = telegram.divide(text)
    expect(pieces).to.have.lengthOf(4)
    expect(pieces.every(piece => piece.length <= 4096 && piece.endsWith('sentence.'))).to.equal(true)
    expect(pieces.join(' ')).to.equal(text)
  })

  it('never cuts an emoji in half', () => {
    expect(telegram.divide('a😀😀😀', 4)).to.deep.equal(['a😀', '😀😀'])
  })

  it('signs with the first name of an operator, and with no name of an add-on', () => {
    expect(telegram.signed('Hi.', { kind: 'operator', name: 'Ada Ames' })).to.equal('Hi.\n\n– Ada')
    expect(telegram.signed('Hi.', { kind: 'addon', name: 'Auto-reply' })).to.equal('Hi.')
  })
})

describe('SMS', () => {
  it('counts the text messages that the carrier will charge', () => {
    expect(sms.countParts('a'.repeat(160))).to.deep.equal({ alphabet: 'GSM-7', length: 160, parts: 1 })
    expect(sms.countParts('a'.repeat(161)).parts).to.equal(2)
    expect(sms.countParts('€'.repeat(80)).parts).to.equal(1)
    expect(sms.countParts('я'.repeat(71))).to.deep.equal({ alphabet: 'UCS-2', length: 71, parts: 2 })
  })

  it('does not split a letter of two places over two messages', () => {
    expect(sms.countParts('€'.repeat(153)).parts).to.equal(3)
    expect(sms.countParts('😀'.repeat(67)).parts).to.equal(3)
  })

  it('builds the text that Twilio signs: sorted fields after the address', () => {
    const address = 'https://example.com/hooks/sms?part=1'
    const signed = sms.signedText(address, { To: '+18005551212', Digits: '1234', CallSid: 'CA12' })
    expect(signed).to.equal(`${address}CallSidCA12Digits1234To+18005551212`)
  })

  it("comes to the signature in Twilio's own example", () => {
    const fields = {
      CallSid: 'CA1234567890ABCDE',
      Caller: '+14158675309',
      Digits: '1234',
      From: '+14158675309',
      To: '+18005551212',
    }
    const signed = sms.signedText('https://mycompany.com/myapp.php?foo=1&bar=2', fields)
    expect(createHmac('sha1', '12345').update(signed).digest('base64')).to.equal(
      'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
    )
  })

  it('reads a message, mentions pictures, and takes none from who can not be answered', () => {
    const sent = { MessageSid: 'SM1', From: '+15005550006', Body: ' Hello ' }
    const read = { externalId: 'SM1', conversationKey: '+15005550006' }
    expect(sms.readMessage(sent)).to.deep.include({ ...read, text: 'Hello' })
    expect(sms.readMessage({ ...sent, Body: '', NumMedia: '2' }).text).to.equal('[2 attached, not fetched]')
    expect(sms.readMessage({ ...sent, Body: '' })).to.equal(null)
    expect(sms.readMessage({ ...sent, From: 'PIZZA' })).to.equal(null)
  })

  it('puts phone numbers into one spelling', () => {
    expect(sms.spellNumber('+1 (500) 555-0006')).to.equal('+15005550006')
    expect(sms.spellNumber('0049 30 1234567')).to.equal('+49301234567')
    expect(sms.spellNumber('030 1234567')).to.equal(null)
  })
})

describe('Auto-reply', () => {
  const ann = { address: 'ann@example.com', lastAnswered: null, now: 48 * hour, waitHours: 24 }

  it('fills in what it knows, and leaves the rest as written', () => {
    expect(autoReply.fill('Hello {name}, {toString} {code}', { name: 'Ann' })).to.equal(
      'Hello Ann, {toString} {code}',
    )
  })

  it('answers a customer once within the waiting time', () => {
    expect(autoReply.mayAnswer(ann)).to.equal(true)
    expect(autoReply.mayAnswer({ ...ann, lastAnswered: 25 * hour })).to.equal(false)
    expect(autoReply.mayAnswer({ ...ann, lastAnswered: 24 * hour })).to.equal(true)
  })

  it('never answers an address that no person reads', () => {
    for (const address of ['no-reply@example.com', 'Mailer-Daemon@example.com', 'bounces+7@example.com'])
      expect(autoReply.mayAnswer({ ...ann, address }), address).to.equal(false)
    expect(autoReply.mayAnswer({ ...ann, address: 'nora@example.com' })).to.equal(true)
    expect(autoReply.mayAnswer({ ...ann, address: '' })).to.equal(true)
  })

  it('knows a customer by the address, or by the chat where there is none', () => {
    const customerOf = (address: string) =>
      autoReply.customerOf({ channel: 'telegram', key: '42', customer: { name: '', address } })
    expect(customerOf('Ann@Example.com')).to.equal('ann@example.com')
    expect(customerOf('')).to.equal('telegram 42')
    expect(customerOf('\u0000\ud800😀'.repeat(100))).to.equal('😀'.repeat(80))
  })
})

describe('Daily digest', () => {
  it('calls a day by the date on which it begins', () => {
    expect(digest.dayOf('2026-11-22T05:59:59.999Z', 6)).to.equal('2026-11-21')
    expect(digest.dayOf('2026-11-22T06:00:00.000Z', 6)).to.equal('2026-11-22')
    expect(digest.dayOf('2026-11-22T06:05:00.000Z', 6, 1)).to.equal('2026-11-21')
    expect(digest.dayOf('2026-03-01T00:05:00.000Z', 0, 1)).to.equal('2026-02-28')
  })

  it('counts replies of operators only', () => {
    expect(digest.countedAs('reply.sent', { kind: 'operator' })).to.equal('answered')
    expect(digest.countedAs('reply.sent', { kind: 'addon' })).to.equal(undefined)
    expect(digest.countedAs('conversation.opened', { kind: 'customer' })).to.equal('opened')
  })

  it('says it in plain words', () => {
    const figures = { opened: 2, answered: 1, closed: 0, waiting: 2 }
    expect(digest.inWords(figures)).to.equal(
      '2 opened, 1 answered, 0 closed. 2 conversations wait for a first reply.',
    )
    expect(digest.inWords({ opened: 0, answered: 0, closed: 0, waiting: 0 })).to.match(/^A quiet day/)
    expect(digest.lasting('2026-11-20T10:00:00Z', '2026-11-22T09:59:00Z')).to.equal('47 hours')
    expect(digest.lasting('2026-11-20T10:00:00Z', '2026-11-22T10:00:00Z')).to.equal('2 days')
    expect(digest.lasting('2026-11-22T09:30:00Z', '2026-11-22T10:00:00Z')).to.equal('less than an hour')
  })
})

describe('Keyword filter', () => {
  const { rules } = filter.readRules(
    'refund, money back -> billing\n\ndeliver* -> shipping\ncafe, art -> places\ncheap watches -> close',
  )
  const tagsFor = (text: string) => filter.whatToDo(rules, text).tags

  it('finds whole words and phrases, whatever their case and accents', () => {
    expect(tagsFor('MONEY-BACK please; the Café was closed')).to.deep.equal(['billing', 'places'])
    expect(tagsFor('Where is my delivery?')).to.deep.equal(['shipping'])
    expect(tagsFor('How do I start? I want no refunds.')).to.deep.equal([])
  })

  it('closes what a rule says is to be closed, and tags it too', () => {
    expect(filter.whatToDo(rules, 'Cheap  watches! No refund')).to.deep.equal({
      tags: ['billing'],
      closes: true,
    })
    expect(filter.whatToDo(rules, 'close').closes).to.equal(false)
  })

  it('names the line that is no rule', () => {
    const { errors } = filter.readRules('refund -> billing\nrefund billing\n* -> all\na -> Big Tag')
    expect(errors.map((sentence: string) => sentence.slice(0, 7))).to.deep.equal([
      'Line 2:',
      'Line 3:',
      'Line 4:',
    ])
    expect(filter.readRules('a -> bb\n'.repeat(201)).errors).to.deep.equal([
      'Use at most 200 rules; these are 201.',
    ])
  })
})

describe('Business hours', () => {
  const { week } = hours.readWeek('Mon-Fri 9:00-12:30, 13:30-17:00\nSat 20:00-02:00')
  const berlin = { timeZone: 'Europe/Berlin', week, holidays: ['2026-04-06'] }
  const opensAfter = (text: string) => hours.nextOpening(berlin, at(text))?.toISOString()

  it('names the line that it cannot read', () => {
    expect(hours.readWeek('Mon 09:00-17:00\nFunday 9-5\nTue 25:00-26:00').errors).to.have.lengthOf(2)
    expect(hours.readWeek('Sat-Mon 00:00-24:00').week.flat()).to.have.lengthOf(3)
  })

  it('is open in working hours and closed at lunch', () => {
    expect(hours.isOpenAt(berlin, at('2026-03-02T08:00:00Z'))).to.equal(true)
    expect(hours.isOpenAt(berlin, at('2026-03-02T07:59:00Z'))).to.equal(false)
    expect(hours.isOpenAt(berlin, at('2026-03-02T12:00:00Z'))).to.equal(false)
    expect(hours.isOpenAt(berlin, at('2026-03-02T16:00:00Z'))).to.equal(false)
  })

  it('keeps nine o’clock at nine when the clocks change', () => {
    expect(hours.isOpenAt(berlin, at('2026-03-30T07:00:00Z'))).to.equal(true)
    expect(opensAfter('2026-03-29T12:00:00Z')).to.equal('2026-03-30T07:00:00.000Z')
    expect(opensAfter('2026-10-25T12:00:00Z')).to.equal('2026-10-26T08:00:00.000Z')
  })

  it('stays open past midnight', () => {
    expect(hours.isOpenAt(berlin, at('2026-03-08T00:30:00Z'))).to.equal(true)
    expect(hours.isOpenAt(berlin, at('2026-03-08T01:00:00Z'))).to.equal(false)
  })

  it('skips holidays when it looks for the next opening', () => {
    expect(hours.isOpenAt(berlin, at('2026-04-06T08:00:00Z'))).to.equal(false)
    expect(opensAfter('2026-04-05T12:00:00Z')).to.equal('2026-04-07T07:00:00.000Z')
    expect(
      hours.nextOpening({ ...berlin, week: hours.readWeek('').week }, at('2026-04-05T12:00:00Z')),
    ).to.equal(null)
  })

  it('says the next opening in words and in figures', () => {
    expect(hours.openingInWords('Europe/Berlin', at('2026-11-23T08:05:00Z'))).to.deep.equal({
      opening: 'Monday 23 November at 09:05',
      date: '2026-11-23',
      time: '09:05',
    })
    expect(hours.openingInWords('UTC', null).opening).to.equal('a later day')
  })

  it('names the line that is no date', () => {
    expect(hours.readDates('2026-12-25\n\n 2027-01-01 \n')).to.deep.equal({
      dates: ['2026-12-25', '2027-01-01'],
      errors: [],
    })
    expect(hours.readDates('2026-02-30\nChristmas').errors).to.have.lengthOf(2)
  })

  it('has the clocks of all its time zones right, whatever the season', function () {
    this.timeout(20_000)
    for (const timeZone of Object.keys(zones.zones)) {
      const clock = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
      for (let time = Date.UTC(2026, 0, 1); time < Date.UTC(2028, 0, 1); time += 19 * hour)
        expect(
          zones.offsetAt(timeZone, new Date(time)),
          `${timeZone} ${new Date(time).toISOString()}`,
        ).to.equal(offsetIn(clock, time))
    }
  })

  it('changes the clocks at the right hour', () => {
    for (const timeZone of ['Europe/Berlin', 'America/St_Johns', 'Australia/Adelaide', 'Pacific/Auckland']) {
      const clock = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
      let changes = 0
      for (let time = Date.UTC(2026, 0, 1); time < Date.UTC(2027, 0, 1); time += hour / 2) {
        const [before, after] = [time - 1, time].map(one => zones.offsetAt(timeZone, new Date(one)))
        if (before === after) continue
        changes += 1
        expect([offsetIn(clock, time - 1), offsetIn(clock, time)], timeZone).to.deep.equal([before, after])
      }
      expect(changes, timeZone).to.equal(2)
    }
  })
})

const offsetIn = (clock: Intl.DateTimeFormat, time: number) => {
  const name = clock.formatToParts(new Date(time)).find(part => part.type === 'timeZoneName')?.value ?? ''
  const [, sign, hoursAhead, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(name) ?? ['', '+', '0', '0']
  return (Number(hoursAhead) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1) || 0
}

describe('Satisfaction survey', () => {
  it('shows no score while it would only be chance', () => {
    expect(survey.score([5, 5, 4])).to.deep.equal({ kind: 'too few', answers: 3, needed: 5 })
  })

  it('counts the average, the happy share and how sure it is', () => {
    const { average, happy, range } = survey.score([5, 4, 3, 1, 5, 4, 4, 5, 2, 5])
    expect(average).to.equal(3.8)
    expect(happy).to.equal(0.7)
    expect(range[0]).to.be.closeTo(0.397, 0.001)
    expect(range[1]).to.be.closeTo(0.892, 0.001)
    expect(() => survey.score([6])).to.throw('marks are 1 to 5')
  })

  it('says what to correct in an answer', () => {
    expect(survey.readAnswer({ mark: '4', remark: ' Thanks \n' })).to.deep.equal({
      kind: 'answer',
      mark: 4,
      remark: 'Thanks',
    })
    for (const mark of ['0', '6', '4.5', '', undefined])
      expect(survey.readAnswer({ mark })).to.include({ kind: 'wrong', field: 'mark' })
    expect(survey.readAnswer({ mark: '1', remark: 'x'.repeat(1001) })).to.include({ field: 'remark' })
  })

  it('says the score with what it is worth', () => {
    const facts = (marks: number[]) => survey.scoreFacts(survey.score(marks))
    expect(facts([5, 4])).to.deep.equal([{ name: 'Answers', value: '2; a score is shown from 5' }])
    expect(facts([5, 4, 3, 1, 5, 4, 4, 5, 2, 5]).map(({ value }: { value: unknown }) => value)).to.deep.equal(
      [10, '3.8', '70 %', '40 % and 89 %'],
    )
  })

  it('leaves customers in peace for the quiet days', () => {
    expect(survey.mayAsk(null, 0, 30)).to.equal(true)
    expect(survey.mayAsk(0, 29 * 24 * hour, 30)).to.equal(false)
    expect(survey.mayAsk(0, 30 * 24 * hour, 30)).to.equal(true)
  })
})

describe('Insights', () => {
  it('finds the middle of a week, and its change from the week before', () => {
    expect(insights.median([9, 1, 2])).to.equal(2)
    expect(insights.median([4, 1, 2, 3])).to.equal(2.5)
    expect(insights.change([3, 3], [4])).to.equal(-0.25)
    expect(insights.change([3], [])).to.equal(null)
  })

  it('begins weeks on the day that was chosen', () => {
    expect(insights.weeksBefore('2026-11-22', 'Monday', 2)).to.deep.equal(['2026-11-09', '2026-11-16'])
    expect(insights.weeksBefore('2026-11-22', 'Sunday', 2)).to.deep.equal(['2026-11-15', '2026-11-22'])
    expect(insights.weeksBefore('2026-11-22', 'Saturday', 1)).to.deep.equal(['2026-11-21'])
  })

  it('adds up a week, and puts its times together', () => {
    const days = new Map([
      ['2026-11-16', { opened: 2, closed: 1, minutes: [5] }],
      ['2026-11-22', { opened: 1, closed: 1, minutes: [1, 9] }],
      ['2026-11-23', { opened: 9, closed: 9, minutes: [99] }],
    ])
    expect(insights.weekFrom('2026-11-16', days)).to.deep.equal({
      begin: '2026-11-16',
      opened: 3,
      closed: 2,
      minutes: [5, 1, 9],
    })
  })

  it('keeps the middle when it keeps only some of the times', () => {
    const times = Array.from({ length: 999 }, (_, i) => 999 - i)
    expect(insights.sample(times, 1000)).to.have.lengthOf(999)
    expect(insights.median(insights.sample(times, 9))).to.equal(insights.median(times))
  })

  it('says in words how two weeks compare', () => {
    expect(insights.inWords(-0.254)).to.equal('The first reply took 25 % less time than in the week before.')
    expect(insights.inWords(null)).to.equal('There is nothing to compare with yet.')
  })
})

describe('What the plugins keep', () => {
  const date = '2026-11-22'
  const ids = Array.from(
    { length: 400 },
    (_, i) => `${((i * 2654435761) >>> 0).toString(16).padStart(8, '0')}-7`,
  )
  const keys = [
    ...ids.map(id => `${date} opened ${id}`),
    ...ids.map((id, i) => `mark 2026-11-${String((i % 30) + 1).padStart(2, '0')} ${id}`),
  ].toSorted()
  /** tells thirty at once, and refuses more */
  const souk = {
    storage: {
      async list(prefix: string) {
        const found = keys.filter(key => key.startsWith(prefix))
        if (found.length > 30) throw Object.assign(new Error('That is too much.'), { code: 'too large' })
        return found.map(key => ({ key, value: 1 }))
      },
    },
  }
  const storages = ['auto-reply', 'business-hours', 'daily-digest', 'insights', 'satisfaction-survey']

  it('is read as a whole, also where it is more than is told at once', async () => {
    for (const slug of ['business-hours', 'daily-digest', 'insights', 'satisfaction-survey']) {
      const { every } = await fileOf(slug, 'storage.js')
      expect((await every(souk, `${date} opened `)).length, slug).to.equal(400)
      expect((await every(souk, 'mark 2026-')).length, slug).to.equal(400)
    }
  })

  it('is cleared up from its beginning, or bit by bit', async () => {
    const { first } = await fileOf('satisfaction-survey', 'storage.js')
    const found = await first(souk, 'mark ')
    expect(found.length).to.be.within(1, 30)
    expect(found[0].key).to.equal(keys.find(key => key.startsWith('mark ')))
    const { some } = await fileOf('auto-reply', 'storage.js')
    expect((await some(souk, `${date} opened `)).length).to.be.at.most(30)
  })

  it('passes on what else goes wrong', async () => {
    const broken = { storage: { list: () => Promise.reject(new Error('no')) } }
    for (const slug of storages)
      for (const read of Object.values<(from: object, prefix: string) => Promise<unknown>>({
        ...(await fileOf(slug, 'storage.js')),
      })) {
        const outcome = await read(broken, 'a').then(
          () => 'read',
          (error: Error) => error.message,
        )
        expect(outcome, slug).to.equal('no')
      }
  })
})
