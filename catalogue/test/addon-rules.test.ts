import { createHmac } from 'node:crypto'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect } from 'chai'

const rulesOf = (slug: string) =>
  import(pathToFileURL(join(import.meta.dirname, '../addons', slug, '0.9.0/files/main.js')).href)

const webForm = await rulesOf('web-form')
const telegram = await rulesOf('telegram')
const sms = await rulesOf('sms')
const autoReply = await rulesOf('auto-reply')
const digest = await rulesOf('daily-digest')
const filter = await rulesOf('keyword-filter')
const hours = await rulesOf('business-hours')
const survey = await rulesOf('satisfaction-survey')
const insights = await rulesOf('insights')

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

  it('tells people from simple robots, and counts the last hour', () => {
    expect(webForm.looksAutomatic({ hiddenField: '', openedAt: 0, sentAt: 20_000 })).to.equal(false)
    expect(webForm.looksAutomatic({ hiddenField: '', openedAt: 0, sentAt: 900 })).to.equal(true)
    expect(webForm.looksAutomatic({ hiddenField: 'spam', openedAt: 0, sentAt: 20_000 })).to.equal(true)
    expect(webForm.countLastHour([0, 1, hour, 2 * hour], hour)).to.equal(2)
  })
})

describe('Telegram', () => {
  const update = (message: object) => ({
    update_id: 7,
    message: { chat: { id: 42, type: 'private' }, from: { first_name: 'Ann', last_name: 'Lee' }, ...message },
  })

  it('reads a message once, and a picture by its caption', () => {
    const read = { kind: 'message', chat: 42, name: 'Ann Lee' }
    expect(telegram.readUpdate(update({ text: 'Hello' }), 6)).to.deep.equal({ ...read, text: 'Hello' })
    expect(telegram.readUpdate(update({ text: 'Hello' }), 7)).to.include({ why: 'taken already' })
    expect(telegram.readUpdate(update({ photo: [{}], caption: 'Broken' }), 0).text).to.equal('[photo] Broken')
    expect(telegram.readUpdate(update({ text: '/start' }), 0).kind).to.equal('chat started')
  })

  it('ignores what is said in groups', () => {
    const said = update({ text: 'Hello', chat: { id: -1, type: 'group' } })
    expect(telegram.readUpdate(said, 0)).to.deep.equal({ kind: 'ignored', why: 'not a private chat' })
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

  it('accepts only the secret that was agreed', () => {
    expect(telegram.sameSecret('s3cret', 's3cret')).to.equal(true)
    expect(telegram.sameSecret('s3creT', 's3cret')).to.equal(false)
    expect(telegram.sameSecret('', 's3cret')).to.equal(false)
    expect(telegram.sameSecret('s3cret!', 's3cret')).to.equal(false)
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

  it('puts phone numbers into one spelling', () => {
    expect(sms.spellNumber('+1 (500) 555-0006')).to.equal('+15005550006')
    expect(sms.spellNumber('0049 30 1234567')).to.equal('+49301234567')
    expect(sms.spellNumber('030 1234567')).to.equal(null)
  })
})

describe('Auto-reply', () => {
  const ann = { address: 'ann@example.com', headers: {}, now: 48 * hour, waitHours: 24 }

  it('fills in what it knows, and leaves the rest as written', () => {
    expect(autoReply.fill('Hello {name}, {toString} {code}', { name: 'Ann' })).to.equal(
      'Hello Ann, {toString} {code}',
    )
  })

  it('answers a customer once within the waiting time', () => {
    expect(autoReply.mayAnswer(ann)).to.equal(true)
    expect(autoReply.mayAnswer({ ...ann, lastAnswered: 25 * hour })).to.equal(false)
    expect(autoReply.mayAnswer({ ...ann, lastAnswered: 24 * hour })).to.equal(true)
    expect(autoReply.stillWaiting({ ann: 1, ben: 30 * hour }, 48 * hour, 24)).to.deep.equal({
      ben: 30 * hour,
    })
  })

  it('never answers a machine', () => {
    expect(autoReply.mayAnswer({ ...ann, address: 'no-reply@example.com' })).to.equal(false)
    expect(autoReply.mayAnswer({ ...ann, headers: { 'auto-submitted': 'auto-replied' } })).to.equal(false)
    expect(autoReply.mayAnswer({ ...ann, headers: { 'auto-submitted': 'no' } })).to.equal(true)
    expect(autoReply.mayAnswer({ ...ann, headers: { precedence: 'Bulk' } })).to.equal(false)
  })
})

describe('Daily digest', () => {
  const events = [
    { time: 5, kind: 'conversation.opened', conversation: 'b' },
    { time: 1, kind: 'conversation.opened', conversation: 'a' },
    { time: 6, kind: 'conversation.opened', conversation: 'c' },
    { time: 7, kind: 'reply.sent', conversation: 'b' },
    { time: 8, kind: 'reply.sent', conversation: 'b' },
    { time: 10, kind: 'conversation.closed', conversation: 'b' },
  ]

  it('counts each conversation once, and only what happened that day', () => {
    expect(digest.countDay(events, 5, 10)).to.deep.equal({ opened: 2, answered: 1, closed: 0 })
  })

  it('finds who waits for a first reply, longest first', () => {
    expect(digest.waiting(events)).to.deep.equal(['a', 'c'])
  })

  it('says it in plain words', () => {
    const words = digest.inWords({ opened: 2, answered: 1, closed: 0 }, 2)
    expect(words).to.equal('2 opened, 1 answered, 0 closed. 2 tickets wait for a first reply.')
    expect(digest.inWords({ opened: 0, answered: 0, closed: 0 }, 0)).to.match(/^A quiet day/)
  })
})

describe('Keyword filter', () => {
  const { rules } = filter.readRules(
    'refund, money back -> billing\n\ndeliver* -> shipping\ncafe, art -> places',
  )

  it('finds whole words and phrases, whatever their case and accents', () => {
    expect(filter.tagsFor(rules, 'MONEY-BACK please; the Café was closed')).to.deep.equal([
      'billing',
      'places',
    ])
    expect(filter.tagsFor(rules, 'Where is my delivery?')).to.deep.equal(['shipping'])
    expect(filter.tagsFor(rules, 'How do I start? I want no refunds.')).to.deep.equal([])
  })

  it('names the line that is no rule', () => {
    const { errors } = filter.readRules('refund -> billing\nrefund billing\n* -> all\na -> Big Tag')
    expect(errors.map((sentence: string) => sentence.slice(0, 7))).to.deep.equal([
      'Line 2:',
      'Line 3:',
      'Line 4:',
    ])
    expect(filter.readRules('a -> b\n'.repeat(201)).errors).to.deep.equal([
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

  it('knows zones west of Greenwich and those with half hours', () => {
    expect(hours.offsetAt('America/New_York', at('2026-01-01T00:00:00Z'))).to.equal(-300)
    expect(hours.offsetAt('Asia/Kolkata', at('2026-01-01T00:00:00Z'))).to.equal(330)
    expect(hours.offsetAt('UTC', at('2026-01-01T00:00:00Z'))).to.equal(0)
  })
})

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

  it('takes the later of two answers to one ticket', () => {
    const first = { ticket: 1, time: 1, mark: 2 }
    const later = { ticket: 1, time: 9, mark: 5 }
    expect(survey.latestAnswers([later, first])).to.deep.equal([later])
  })

  it('leaves customers in peace for the quiet days', () => {
    expect(survey.mayAsk(undefined, 0, 30)).to.equal(true)
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
})
