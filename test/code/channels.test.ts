import { createHmac } from 'node:crypto'
import { expect } from 'chai'
import { after, afterEach, before, beforeEach, describe, it } from 'mocha'
import { manifest } from '../../contracts/manifest.ts'
import { soukItself } from '../../marketplace/activity.ts'
import { buildRunner } from '../../setup/build.mjs'
import type { Client } from '../support/client.ts'
import { type Asked, codeMarket, install, standIn, until } from '../support/code-panel.ts'
import { problemsOfPage } from '../support/html.ts'
import { lynxAt } from '../support/lynx.ts'
import type { TestPanel } from '../support/panel.ts'
import { market } from '../support/market.ts'
import { payingHelpDesk, spender } from '../support/paying.ts'
import { realAddon } from '../support/real-addons.ts'

// bought elsewhere: here they are to work
const free = { prices: [] }
const webForm = realAddon('web-form', '1.0.0')
const roomFor = (slug: string, storage: number) => ({
  ...webForm,
  slug,
  manifest: {
    ...webForm.manifest,
    slug,
    permissions: { ...manifest.parse(webForm.manifest).permissions, storage },
  },
})
const samples = [
  webForm,
  roomFor('small-form', 40),
  roomFor('middle-form', 800),
  realAddon('telegram', '1.0.0', free),
  realAddon('sms', '1.0.0', free),
]

describe('The channels that the vendor offers', function () {
  this.timeout(60_000)
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

  describe('Web form', () => {
    const typed = {
      name: 'Zoë Çelik',
      email: 'zoe@example.net',
      subject: 'A lamp',
      message: 'It is broken.\n\nZoë',
    }
    let zoe: Client
    beforeEach(async () => {
      await install(panel, 'web-form')
      zoe = panel.visitor()
      await zoe.get('/hooks/web-form')
    })

    it('takes a message from a page that anybody can use, and shows the answer at a private address', async () => {
      expect(zoe.page().html).to.match(/<label[^>]*>\s*Your e-mail address/)
      expect(await problemsOfPage(zoe.page().html)).to.deep.equal([])
      later(4_000)
      const { text } = await zoe.press('Send', typed)
      const [, reference = ''] = /Reference ([0-9A-Z]{8})/.exec(text) ?? []
      expect(text)
        .to.include('Thank you. We have your message.')
        .and.include(`${panel.url}/hooks/web-form/conv`)
      expect(await problemsOfPage(zoe.page().html)).to.deep.equal([])
      expect(await only()).to.deep.include({
        customer: { name: 'Zoë Çelik', address: 'zoe@example.net' },
        subject: `A lamp (${reference})`,
        channel: 'web-form',
      })

      const [, path = ''] = /href="([^"]+)"[^>]*>Read the conversation/.exec(zoe.page().html) ?? []
      expect((await zoe.get(path)).text).to.include('There is no answer yet.')
      await reply('A new one is on its way.')
      await until(texts, found => found.includes('A new one is on its way.: sent'))
      const shown = await zoe.get(path)
      expect(shown.text).to.match(/It is broken\. Zoë Ada.* UTC A new one is on its way\./)
      expect(await problemsOfPage(shown.html)).to.deep.equal([])

      await zoe.press('Send', { message: 'Thanks' })
      expect((await zoe.get(path)).text).to.include('Thanks')
      expect(await texts()).to.include('Thanks: received')
    })

    it('keeps what was typed when something has to be corrected, and says what', async () => {
      later(4_000)
      const { status, text, html } = await zoe.press('Send', { ...typed, email: 'zoe', name: ' ' })
      expect(status).to.equal(422)
      expect(text).to.include('Enter your name.').and.include('Enter an e-mail address such as')
      expect(html).to.include('value="A lamp"').and.include('It is broken.')
      expect(await problemsOfPage(html)).to.deep.equal([])
      expect((await zoe.press('Send', typed)).status).to.equal(200)
      expect(await only()).to.deep.include({ wants: 'answer' })
    })

    it('takes a message that is sent twice once, and a second one to the same conversation', async () => {
      later(4_000)
      const [, ticket = ''] = /name="souk\.ticket" value="([^"]+)"/.exec(zoe.page().html) ?? []
      for (const _ of [1, 2]) expect((await post({ ...typed, ticket })).status).to.equal(303)
      expect(await texts()).to.have.length(1)
      await post({ ...typed, message: 'And the cable.', ticket })
      expect(await texts()).to.deep.equal(['It is broken.\n\nZoë: received', 'And the cable.: received'])
    })

    it('turns robots away, in words that help a person, and forgets nothing that was typed', async () => {
      const sends = async (more: Record<string, string> = {}) => {
        const { status, text, html } = await zoe.press('Send', { ...typed, ...more })
        expect(html).to.include('It is broken.')
        return `${status} ${text}`
      }
      expect(await sends()).to.match(/^422 .*That was very quick/)
      later(4_000)
      expect(await sends({ website: 'http://spam.example' })).to.match(/^422 .*for robots/)
      expect(await sends({ ticket: '2026-11-22-mg000000-abcdefgh.0123' })).to.match(
        /^422 .*open for too long/,
      )
      later(4_000)
      const links = 'It is broken. http://a http://b http://c http://d'
      expect(await sends({ message: links })).to.match(/^422 .*Use at most 3 links\./)
      later(25 * 3_600_000)
      expect(await sends()).to.match(/^422 .*open for too long/)
      expect(await conversations()).to.deep.equal([])
      later(4_000)
      expect((await zoe.press('Send', typed)).text).to.include('We have your message.')
    })

    it('takes so many messages an hour from one address, and then asks to wait', async () => {
      await panel.services.manage.saveSettings(
        'web-form',
        { values: { hourlyLimit: 2 }, secrets: {} },
        soukItself,
      )
      const write = async (message: string) => {
        await zoe.get('/hooks/web-form')
        later(4_000)
        return (await zoe.press('Send', { ...typed, message })).status
      }
      await until(
        () => write('One'),
        status => status === 200,
      )
      expect([await write('Two'), await write('Three')]).to.deep.equal([200, 429])
      expect(zoe.page().html).to.include('Three')
      later(3_600_000)
      expect(await write('Four')).to.equal(200)
    })

    it('offers the subjects that an operator wrote, and no others', async () => {
      const values = { heading: 'Write', subjects: ['Lamps', 'Other'], maxLinks: 0 }
      await panel.services.manage.saveSettings('web-form', { values, secrets: {} }, soukItself)
      const { html } = await until(
        () => zoe.get('/hooks/web-form'),
        ({ text }) => text.startsWith('Write'),
      )
      expect(html).to.include('<option value="Lamps"')
      later(4_000)
      expect((await zoe.press('Send', { ...typed, subject: 'Cars' })).text).to.include(
        'Choose one of the subjects.',
      )
      await zoe.press('Send', { ...typed, subject: 'Other' })
      expect((await only()).subject).to.match(/^Other \(/)
    })

    it('is filled in, and the answer read, in lynx', async () => {
      const lynx = lynxAt(`${panel.url}/hooks/web-form`)
      try {
        await lynx.fill('Your name', 'Zoë')
        await lynx.fill('Your e-mail address', 'zoe@example.net')
        await lynx.fill('Subject', 'A lamp')
        const [, message] = /Message[\s_]*\n?[^[]*\[(\d+)\]/.exec(await lynx.sees('Message')) ?? []
        lynx.type(`${message}\r`)
        await lynx.sees(/Inactive/)
        lynx.type('\rIt is broken.\t')
        await lynx.press('Send')
        await lynx.sees('That was very quick.')
        later(4_000)
        await lynx.press('Send')
        await lynx.sees('Thank you. We have your message.')
        await reply('A new one is on its way.')
        await until(texts, found => found.includes('A new one is on its way.: sent'))
        await lynx.follow('Read the conversation')
        expect(await lynx.sees('A new one is on its way.')).to.include('It is broken.')
      } finally {
        await lynx.leave()
      }
    })

    it('is not brought down by whatever somebody sends', async () => {
      later(4_000)
      const [, ticket = ''] = /name="souk\.ticket" value="([^"]+)"/.exec(zoe.page().html) ?? []
      const odd = [
        '',
        '.',
        '\u0000',
        '{{secret:token}}',
        '../..',
        '\ud800',
        '😀'.repeat(2_000),
        'x'.repeat(20_000),
      ]
      const wrong: string[] = []
      const tries = async (name: string, asked: Promise<{ status: number }>) => {
        const { status } = await asked
        if (![200, 303, 404, 422, 429].includes(status)) wrong.push(`${status} ${name}`)
      }
      for (const text of odd) {
        const query = new URLSearchParams({ a: text.slice(0, 2_000) }).toString().slice(2)
        const again = { method: 'POST', body: new URLSearchParams({ message: text, after: text }) }
        const name = text.slice(0, 10)
        await tries(`ticket ${name}`, post({ ...typed, ticket: text }))
        await tries(`all ${name}`, post({ ...typed, name: text, subject: text, message: text, ticket }))
        await tries(`message ${name}`, post({ ...typed, ticket, message: text }))
        await tries(`read ${name}`, ask(`/web-form/conversation?ticket=${query}`))
        await tries(`thanks ${name}`, ask(`/web-form/thanks?ticket=${query}`))
        await tries(`again ${name}`, ask(`/web-form/conversation?ticket=${ticket}`, again))
      }
      expect(wrong).to.deep.equal([])
      expect(await thrown('web-form')).to.equal(false)
    })

    it('takes messages also when it has no room left for pages', async () => {
      await install(panel, 'small-form')
      await zoe.get('/hooks/small-form')
      later(4_000)
      const { text, html } = await zoe.press('Send', typed)
      expect(text).to.include('We have your message.')
      expect(html).not.to.include('Read the conversation')
      await reply('Hello')
      await until(texts, found => found.includes('Hello: failed'))
    })

    it('says so when a reply does not fit on the customer’s page, and stays on', async () => {
      await install(panel, 'middle-form')
      await zoe.get('/hooks/middle-form')
      later(4_000)
      await zoe.press('Send', typed)
      await reply('Long '.repeat(200))
      await until(texts, found => found.some(text => text.endsWith(': failed')))
      expect((await show()).text).to.include("There is no room left on the customer's page: write to zoe@")
      expect(await thrown('middle-form')).to.equal(false)
    })

    it('shows a conversation to who knows its whole address, and only while it is kept', async () => {
      later(4_000)
      await zoe.press('Send', typed)
      const [, path = ''] = /href="([^"]+)"[^>]*>Read the conversation/.exec(zoe.page().html) ?? []
      const other = path.replace(/.$/, last => (last === '0' ? '1' : '0'))
      for (const wrong of [other, path.slice(0, -1), path.replace(/\?.*/, ''), path.replace(/\..*/, '')])
        expect((await panel.visitor().fetch(wrong)).status, wrong).to.equal(404)
      expect((await panel.visitor().fetch(path)).status).to.equal(200)

      const used = async () => (await panel.services.code.doing('web-form'))?.storage.used ?? 0
      const usedBefore = await used()
      await until(
        async () => {
          later(3_600_000)
          return used()
        },
        usedNow => usedNow > usedBefore,
      )
      later(95 * 24 * 3_600_000)
      await until(
        async () => {
          later(3_600_000)
          return (await panel.visitor().fetch(path)).status
        },
        status => status === 404,
      )
      ada = await panel.as('ada')
      await reply('Too late')
      await until(texts, found => found.includes('Too late: failed'))
      expect((await show()).text).to.include(
        "The customer's page is no longer kept: write to zoe@example.net.",
      )
    })

    const post = (fields: Record<string, string>) =>
      ask('/web-form/', { method: 'POST', body: new URLSearchParams(fields) })
  })

  describe('Telegram', () => {
    let botApi: Awaited<ReturnType<typeof standIn>>
    let refusal: { status: number; description: string } | undefined
    let sent: string[]
    let bots: string[]
    const token = '4711:AbCdEfGhIjKlMnOpQrStUvWxYz012345678'

    beforeEach(async () => {
      refusal = undefined
      sent = []
      bots = [token]
      // as the Bot API is documented: the token in the path, JSON in, { ok, result } or { ok, description } out
      botApi = await standIn(({ url, body }) => {
        if (!bots.some(one => url.startsWith(`/bot${one}/`)))
          return answer(404, { ok: false, error_code: 404, description: 'Not Found' })
        if (refusal && url.endsWith('/sendMessage'))
          return answer(refusal.status, {
            ok: false,
            error_code: refusal.status,
            description: refusal.description,
          })
        if (url.endsWith('/sendMessage')) sent.push(JSON.parse(body).text)
        return answer(200, { ok: true, result: true })
      })
    })
    afterEach(() => botApi.close())

    const answer = (status: number, body: object) => ({
      status,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const called = (method: string) => botApi.asked.filter(({ url }) => url.endsWith(`/${method}`))
    const open = async (values = {}) => {
      await setUp('telegram', botApi.url, { token }, values)
      const [hook] = await until(
        () => called('setWebhook'),
        ({ length }) => length > 0,
      )
      await runs('telegram')
      return JSON.parse(hook?.body ?? '{}')
    }
    /** as Telegram posts an update to the address it was told */
    const post = (secret: string, message: object, id = 1) =>
      ask('/telegram', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secret },
        body: JSON.stringify({
          update_id: 1000 + id,
          message: {
            message_id: id,
            date: Math.floor(now.getTime() / 1000),
            chat: { id: 42, type: 'private', first_name: 'Ann' },
            from: { id: 42, is_bot: false, first_name: 'Ann', last_name: 'Lee', username: 'annlee' },
            ...message,
          },
        }),
      })

    it('tells Telegram its address and a secret when it is switched on, and hears nobody else', async () => {
      const hook = await open()
      expect(hook).to.deep.include({ url: `${panel.url}/hooks/telegram`, allowed_updates: ['message'] })
      expect(hook.secret_token).to.match(/^[0-9a-f]{64}$/)
      expect((await post('', { text: 'Hello' })).status).to.equal(403)
      expect((await post(hook.secret_token.replace(/^./, 'x'), { text: 'Hello' })).status).to.equal(403)
      expect((await ask('/telegram')).status).to.equal(404)
      expect(await conversations()).to.deep.equal([])
      expect(JSON.stringify(await panel.services.code.log('telegram'))).not.to.include(token)
    })

    it('brings a message in once, however often Telegram delivers it, and greets who begins', async () => {
      const { secret_token: secret } = await open()
      const greeted = await post(secret, { text: '/start' })
      expect(JSON.parse(greeted.html)).to.deep.equal({
        method: 'sendMessage',
        chat_id: 42,
        text: 'Hello! Write to us here, and a person will answer.',
      })
      for (const _ of [1, 2]) expect((await post(secret, { text: 'Hello?' }, 2)).status).to.equal(200)
      await post(secret, { chat: { id: -7, type: 'group' }, text: 'In a group' }, 3)
      expect(await texts()).to.deep.equal(['Hello?: received'])
      expect(await only()).to.deep.include({ customer: { name: 'Ann Lee', address: '@annlee' }, key: '42' })
    })

    it('sends a reply into the chat, signed, in as many messages as it needs', async () => {
      const { secret_token: secret } = await open()
      await post(secret, { text: 'Hello?' })
      await reply('Welcome.')
      await until(texts, found => found.includes('Welcome.: sent'))
      expect(sent).to.deep.equal(['Welcome.\n\n– Ada'])
      expect(called('sendMessage').map(({ url, body }) => [url, JSON.parse(body).chat_id])).to.deep.equal([
        [`/bot${token}/sendMessage`, 42],
      ])

      sent = []
      const long = 'This is one sentence of it. '.repeat(300).trim()
      await reply(long)
      await until(texts, found => found.includes(`${long}: sent`))
      expect(sent.map(({ length }) => length <= 4096)).to.deep.equal([true, true, true])
      expect(sent.join(' ')).to.equal(`${long}\n\n– Ada`)
    })

    it('shows why Telegram refused a reply, and sends it with Retry', async () => {
      const { secret_token: secret } = await open({ signature: false })
      await post(secret, { text: 'Hello?' })
      refusal = { status: 403, description: 'Forbidden: bot was blocked by the user' }
      await reply('Are you there?')
      await until(texts, found => found.includes('Are you there?: failed'))
      expect((await show()).text).to.include('Telegram refused: Forbidden: bot was blocked by the user')
      refusal = undefined
      await ada.press('Retry')
      await until(texts, found => found.includes('Are you there?: sent'))
      expect(sent).to.deep.equal(['Are you there?'])
    })

    it('tries again by itself while Telegram has too much to do, and stays on', async () => {
      const { secret_token: secret } = await open({ signature: false })
      await post(secret, { text: 'Hello?' })
      refusal = { status: 429, description: 'Too Many Requests: retry after 5' }
      await reply('Later')
      // four times within five minutes: as a failure of its own that would be too often
      await until(
        () => {
          later(1_000)
          return called('sendMessage').length
        },
        times => times >= 4,
        20_000,
      )
      refusal = undefined
      await until(
        texts,
        found => {
          later(2_000)
          return found.includes('Later: sent')
        },
        20_000,
      )
      expect(sent).to.deep.equal(['Later'])
      expect((await panel.services.installations.find('telegram'))?.active).to.equal(true)
    })

    it('sends nobody the token, whatever somebody writes', async () => {
      const { secret_token: secret } = await open({ signature: false })
      await post(secret, { text: 'Hello?' })
      await reply('You said {{secret:token}}')
      await until(() => sent.length === 1)
      expect(sent).to.deep.equal(['You said {{secret:token}}'])
    })

    it('is the new bot at once when another token is saved, and says so if there is no such bot', async () => {
      await open()
      const one = await panel.services.installations.find('telegram')
      const change = (secret: string) =>
        panel.services.manage.saveSettings(
          'telegram',
          { values: { ...one?.settings }, secrets: { token: secret } },
          soukItself,
        )
      const another = token.replace('4711', '4713')
      bots.push(another)
      await change(another)
      const hooks = await until(
        () => called('setWebhook'),
        ({ length }) => length > 1,
      )
      expect(hooks.at(-1)?.url).to.equal(`/bot${another}/setWebhook`)
      expect(JSON.parse(hooks.at(-1)?.body ?? '{}').url).to.equal(`${panel.url}/hooks/telegram`)

      await change(token.replace('4711', '4714'))
      const { lastError, isLoaded } = await until(
        () => panel.services.code.glance('telegram'),
        found => found.lastError !== undefined,
      )
      expect(isLoaded).to.equal(true)
      expect(lastError?.text).to.include('Telegram does not know this bot token.')
    })

    it('says that the token is wrong, and is not switched on with it', async () => {
      await setUp('telegram', botApi.url, { token: token.replace('4711', '4712') })
      const one = await until(
        async () => {
          // often enough for three tries within five minutes
          later(1_000)
          return panel.services.installations.find('telegram')
        },
        found => found?.active === false,
      )
      expect(JSON.stringify(one?.failure)).to.include('Telegram does not know this bot token.')
    })
  })

  describe('SMS', () => {
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
      const signed = `${panel.url}/hooks${path}${Object.keys(fields)
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
      expect((await panel.services.code.log('sms')).map(({ text }) => text)).to.deep.equal([
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
      await ada.press('Retry')
      await until(texts, found => found.includes('Hello: sent'))
    })

    it('says that account and token do not belong together, and is not switched on', async () => {
      await setUp('sms', twilio.url, { authToken: 'f'.repeat(32) }, { accountSid, number })
      const one = await until(
        async () => {
          // often enough for three tries within five minutes
          later(1_000)
          return panel.services.installations.find('sms')
        },
        found => found?.active === false,
      )
      expect(JSON.stringify(one?.failure)).to.include(
        'Twilio does not know this account SID with this auth token.',
      )
    })
  })
})

describe('Telegram, as it is sold', function () {
  this.timeout(60_000)

  it('is bought, brings a message in and a reply out, and answers 410 once it is cancelled', async () => {
    await buildRunner()
    const telegram = realAddon('telegram', '1.0.0')
    const shop = await market([telegram])
    const botApi = await standIn(() => ({ body: JSON.stringify({ ok: true, result: true }) }))
    const desk = await payingHelpDesk(shop, { code: true })
    try {
      const prices = manifest.parse(telegram.manifest).prices
      await desk.area.offer([{ addon: 'telegram', name: 'Telegram', author: 'souk', prices }])
      expect(await desk.buy('telegram', 'monthly')).to.include({ state: 'done', kind: 'purchase' })
      expect(await desk.charges()).to.deep.equal(['telegram 500 USD monthly'])

      const { code, manage, inbox, entitlements } = desk.services
      await code.allowed.put('telegram', botApi.url, soukItself)
      const token = '4711:AbCdEfGhIjKlMnOpQrStUvWxYz012345678'
      await manage.saveSettings(
        'telegram',
        { values: { server: botApi.url, signature: false }, secrets: { token } },
        soukItself,
      )
      const [hook] = await until(
        () => botApi.asked,
        ({ length }) => length > 0,
      )
      const { url, secret_token: secret } = JSON.parse(hook?.body ?? '{}')
      const post = async () => {
        const { status } = await fetch(url, {
          method: 'POST',
          headers: { 'x-telegram-bot-api-secret-token': secret },
          body: JSON.stringify({
            update_id: 1,
            message: { message_id: 1, date: 1, chat: { id: 42, type: 'private' }, text: 'Hello?' },
          }),
        })
        return status
      }
      await until(post, status => status === 200)
      const { conversations } = await inbox.list({ words: '', state: 'all', channel: '', tag: '' }, 1)
      await inbox.reply(
        conversations[0]?.id ?? '',
        { text: 'Hello!' },
        { kind: 'operator', id: 'ada', name: 'Ada' },
      )
      const sent = await until(
        () => botApi.asked.find(asked => asked.url.endsWith('/sendMessage')),
        found => found !== undefined,
      )
      expect(JSON.parse(sent?.body ?? '')).to.deep.equal({ chat_id: 42, text: 'Hello!' })

      expect((await entitlements.cancel('telegram', spender)).kind).not.to.equal('refused')
      await until(post, status => status === 410)
    } finally {
      await desk.stop()
      await botApi.close()
      await shop.close()
    }
  })
})
