import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { manifest } from '../../contracts/manifest.ts'
import { soukItself } from '../../marketplace/activity.ts'
import { buildRunner } from '../../setup/build.mjs'
import { channelDesk } from '../support/channel-desk.ts'
import { standIn, until } from '../support/code-panel.ts'
import { market } from '../support/market.ts'
import { payingHelpDesk, spender } from '../support/paying.ts'
import { realAddon } from '../support/real-addons.ts'

// bought elsewhere: here it is to work
const free = { prices: [] }

describe('Telegram, which the vendor offers', function () {
  this.timeout(60_000)
  const desk = channelDesk([realAddon('telegram', '1.0.0', free)])
  const { ask, conversations, later, only, reply, runs, setUp, show, texts } = desk
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
          date: Math.floor(desk.now.getTime() / 1000),
          chat: { id: 42, type: 'private', first_name: 'Ann' },
          from: { id: 42, is_bot: false, first_name: 'Ann', last_name: 'Lee', username: 'annlee' },
          ...message,
        },
      }),
    })

  it('tells Telegram its address and a secret when it is switched on, and hears nobody else', async () => {
    const hook = await open()
    expect(hook).to.deep.include({ url: `${desk.panel.url}/hooks/telegram`, allowed_updates: ['message'] })
    expect(hook.secret_token).to.match(/^[0-9a-f]{64}$/)
    expect((await post('', { text: 'Hello' })).status).to.equal(403)
    expect((await post(hook.secret_token.replace(/^./, 'x'), { text: 'Hello' })).status).to.equal(403)
    expect((await ask('/telegram')).status).to.equal(404)
    expect(await conversations()).to.deep.equal([])
    expect(JSON.stringify(await desk.panel.services.code.log('telegram'))).not.to.include(token)
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
    await desk.ada.press('Retry')
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
    expect((await desk.panel.services.installations.find('telegram'))?.active).to.equal(true)
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
    const one = await desk.panel.services.installations.find('telegram')
    const change = (secret: string) =>
      desk.panel.services.manage.saveSettings(
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
    expect(JSON.parse(hooks.at(-1)?.body ?? '{}').url).to.equal(`${desk.panel.url}/hooks/telegram`)

    await change(token.replace('4711', '4714'))
    const { lastError, isLoaded } = await until(
      () => desk.panel.services.code.glance('telegram'),
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
        return desk.panel.services.installations.find('telegram')
      },
      found => found?.active === false,
    )
    expect(JSON.stringify(one?.failure)).to.include('Telegram does not know this bot token.')
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
