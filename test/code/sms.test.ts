import { createHmac } from 'node:crypto'
import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { channelDesk } from '../support/channel-desk.ts'
import { type Asked, standIn, until } from '../support/code-panel.ts'
import { realAddon } from '../support/real-addons.ts'

// bought elsewhere: here it is to work
const free = { prices: [] }

describe('SMS, which the vendor offers', function () {
  this.timeout(60_000)
  const desk = channelDesk([realAddon('sms', '1.0.0', free)])
  const { ask, later, only, reply, runs, setUp, show, texts } = desk
  let twilio: Awaited<ReturnType<typeof standIn>>
  let refusal: { status: number; code: number; message: string } | undefined
  const accountSid = `AC${'0a'.repeat(16)}`
  const authToken = '0123456789abcdef0123456789abcdef'
  const number = '+15005550006'

  beforeEach(async () => {
    refusal = undefined
    // as Twilio documents it: HTTP Basic, forms in, JSON out, 201 for what was made
    twilio = await standIn(({ method, url, headers }) => {
      const isKnown =
        headers['authorization'] === `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`
      if (!isKnown)
        return { status: 401, body: JSON.stringify({ code: 20003, message: 'Authenticate', status: 401 }) }
      if (method === 'GET') return { body: JSON.stringify({ sid: accountSid, status: 'active' }) }
      if (refusal) return { status: refusal.status, body: JSON.stringify(refusal) }
      return url === `/2010-04-01/Accounts/${accountSid}/Messages.json`
        ? { status: 201, body: JSON.stringify({ sid: 'SM2', status: 'queued' }) }
        : { status: 404, body: '{}' }
    })
  })
  afterEach(() => twilio.close())

  const open = async (more = {}) => {
    await setUp('sms', twilio.url, { authToken }, { accountSid, number, ...more })
    await until(() => twilio.asked.length > 0)
    await runs('sms')
  }
  const messages = () =>
    twilio.asked
      .filter(({ method }: Asked) => method === 'POST')
      .map(({ body }) => Object.fromEntries(new URLSearchParams(body)))
  /** as Twilio posts a text message, signed with the auth token */
  const post = (fields: Record<string, string>, { key = authToken, path = '/sms' } = {}) => {
    const signed = `${desk.panel.url}/hooks${path}${Object.keys(fields)
      .toSorted()
      .map(name => name + fields[name])
      .join('')}`
    return ask(path, {
      method: 'POST',
      headers: { 'x-twilio-signature': createHmac('sha1', key).update(signed).digest('base64') },
      body: new URLSearchParams(fields),
    })
  }
  const hello = {
    MessageSid: 'SM1',
    AccountSid: accountSid,
    From: '+4930 1234567'.replace(' ', ''),
    To: number,
    Body: 'Grüße & Küsse',
    NumMedia: '0',
  }

  it('takes what Twilio signed, once, and nothing else', async () => {
    await open()
    expect((await post(hello, { key: 'another' })).status).to.equal(403)
    expect((await ask('/sms', { method: 'POST', body: new URLSearchParams(hello) })).status).to.equal(403)
    expect((await ask('/sms')).status).to.equal(405)
    for (const path of ['/sms', '/sms/?from=console']) {
      const { status, html, headers } = await post(hello, { path })
      expect([status, html]).to.deep.equal([200, '<?xml version="1.0" encoding="UTF-8"?><Response/>'])
      expect(headers.get('content-type')).to.include('text/xml')
    }
    expect(await texts()).to.deep.equal(['Grüße & Küsse: received'])
    expect(await only()).to.deep.include({ customer: { name: '', address: '+49301234567' } })
  })

  it('sends a reply as a text message, and notes how many it became', async () => {
    await open()
    await post(hello)
    await reply('Вітаю & thanks + 1')
    await until(texts, found => found.includes('Вітаю & thanks + 1: sent'))
    expect(messages()).to.deep.equal([{ To: '+49301234567', From: number, Body: 'Вітаю & thanks + 1' }])
    expect((await desk.panel.services.code.log('sms')).map(({ text }) => text)).to.deep.equal([
      'A reply went out as 1 text message in UCS-2.',
    ])
  })

  it('sends no reply that costs more than is allowed, and says how many text messages it would be', async () => {
    await open({ maxParts: 2 })
    await post(hello)
    await reply('a'.repeat(400))
    await until(texts, found => found.some(text => text.endsWith(': failed')))
    expect((await show()).text).to.include(
      'It would be 3 text messages (400 characters in GSM-7), and at most 2',
    )
    expect(messages()).to.deep.equal([])
  })

  it('shows why Twilio refused a reply, and sends it with Retry', async () => {
    await open()
    await post(hello)
    refusal = { status: 400, code: 21610, message: 'Attempt to send to unsubscribed recipient' }
    await reply('Hello')
    await until(texts, found => found.includes('Hello: failed'))
    expect((await show()).text).to.include('Twilio refused: Attempt to send to unsubscribed recipient')
    refusal = undefined
    await desk.ada.press('Retry')
    await until(texts, found => found.includes('Hello: sent'))
  })

  it('says that account and token do not belong together, and is not switched on', async () => {
    await setUp('sms', twilio.url, { authToken: 'f'.repeat(32) }, { accountSid, number })
    const one = await until(
      async () => {
        // often enough for three tries within five minutes
        later(1_000)
        return desk.panel.services.installations.find('sms')
      },
      found => found?.active === false,
    )
    expect(JSON.stringify(one?.failure)).to.include(
      'Twilio does not know this account SID with this auth token.',
    )
  })
})
