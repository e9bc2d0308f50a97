import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { Webhook } from 'standardwebhooks'
import { type Database, openDb } from '../db/index.ts'
import { migrations } from '../db/migrations/index.ts'
import { webhooksSeenIn } from '../db/webhooks-seen.ts'
import { genuineBy, webhookKeysIn } from '../gateways/webhooks.ts'
import { webhooksWith } from '../marketplace/webhooks.ts'
import { startPanel } from './support/panel.ts'
import type { Market } from './support/market.ts'
import { paidMarket, payingHelpDesk, type PayingHelpDesk } from './support/paying.ts'
import { until } from './support/programs.ts'

const path = '/webhooks/client-area'
const another = `whsec_${Buffer.alloc(24, 7).toString('base64')}`
const listCall = 'GET /api/v1/entitlements'

interface Sent {
  id?: string
  at?: Date
  secret?: string
  body?: string | Buffer
  signs?: string
  headers?: Record<string, string>
}

describe('Signed events of the client area', function () {
  this.timeout(60_000)
  let shop: Market
  let desk: PayingHelpDesk
  const opened: Database[] = []
  before(async () => {
    shop = await paidMarket()
    desk = await payingHelpDesk(shop)
  })
  after(async () => {
    for (const db of opened) await db.close()
    await desk.stop()
    await shop.close()
  })

  const event = () =>
    JSON.stringify({
      type: 'entitlement.changed',
      timestamp: new Date().toISOString(),
      data: { id: randomUUID(), type: 'entitlement.changed', object: 'x', at: new Date().toISOString() },
    })
  const signed = ({
    id = randomUUID(),
    at = new Date(),
    secret,
    body = event(),
    signs,
    headers,
  }: Sent = {}) => {
    const key = new Webhook(secret ?? desk.area.settings.WEBHOOK_SECRET ?? '')
    const sent = {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': key.sign(id, at, signs ?? body),
      ...headers,
    }
    return { headers: sent, body: Buffer.from(body) }
  }
  const deliver = (sent: Sent = {}) => {
    const { headers, body } = signed(sent)
    return fetch(desk.panel.url + path, { method: 'POST', headers, body: new Uint8Array(body) })
  }
  /** the same without the way over HTTP, and how often it wants a look */
  const receiver = async () => {
    const { databaseUrl } = desk.services.settings
    const db = await openDb(databaseUrl, migrations)
    let looks = 0
    const webhooks = webhooksWith({
      isGenuine: genuineBy(webhookKeysIn(desk.area.settings.WEBHOOK_SECRET)),
      seen: webhooksSeenIn(db.knex),
      now: () => new Date(),
      hurry: () => void looks++,
    })
    opened.push(db)
    return {
      looks: () => looks,
      receive: ({ headers, body }: ReturnType<typeof signed>) =>
        webhooks.receive({
          body,
          id: headers['webhook-id'],
          timestamp: headers['webhook-timestamp'],
          signature: headers['webhook-signature'],
        }),
    }
  }
  const lists = () => desk.area.asked().filter(request => request === listCall).length
  const feeds = () => desk.area.asked().filter(request => request.startsWith('GET /api/v1/events')).length
  it('shorten the wait: what they hint at is read again', async () => {
    const before = lists()
    const { id } = (await desk.area.billing.marketplace.grantFree(desk.area.licence, 'french')) as {
      id?: string
    }
    expect(id).to.equal(undefined)
    expect((await deliver()).status).to.equal(204)
    await until(
      () => lists() > before,
      () => 'the rights are read again',
    )
    await until(
      async () => (await desk.services.entitlements.latestFor('french'))?.kind === 'free',
      () => 'the right is known',
    )
  })

  it('come from the client area itself, to the address that the vendor knows', async () => {
    const told = await payingHelpDesk(shop, { area: { env: { CLIENT_AREA_WEBHOOKS_TO_LOOPBACK: '1' } } })
    await told.area.stores.licences.setWebhook(told.area.licence.id, told.panel.url + path)
    await told.services.entitlements.sync()
    await told.area.billing.marketplace.grantFree(told.area.licence, 'french')
    await until(
      async () => (await told.services.entitlements.latestFor('french'))?.kind === 'free',
      () => 'the right is known',
    )
    await told.stop()
  })

  it('are taken with a former secret beside the new one, and with two signatures', async () => {
    const both = await startPanel({
      env: { WEBHOOK_SECRET: `${another} ${desk.area.settings.WEBHOOK_SECRET}` },
    })
    const [id, at, body] = [randomUUID(), new Date(), event()]
    const answers = []
    for (const secret of [another, desk.area.settings.WEBHOOK_SECRET ?? '']) {
      const signature = new Webhook(secret).sign(id, at, body)
      const headers = {
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
        'webhook-signature': `v1,bm90aGluZw== ${signature}`,
      }
      answers.push((await fetch(both.url + path, { method: 'POST', body, headers })).status)
    }
    await both.stop()
    expect(answers).to.deep.equal([204, 204])
  })

  it('are no news when they are repeated: one look for each id, whatever the body says', async () => {
    const { receive, looks } = await receiver()
    const id = randomUUID()
    for (let n = 0; n < 5; n++) expect(await receive(signed({ id }))).to.equal('taken')
    expect(looks()).to.equal(1)
    expect(await receive(signed({ body: 'no JSON' }))).to.equal('taken')
    expect(looks()).to.equal(2)
  })

  it('are refused without the right signature, and nothing is read for them', async () => {
    const { receive, looks } = await receiver()
    const minutes = (count: number) => new Date(Date.now() + count * 60_000)
    const forged: [string, Sent][] = [
      ['signed by somebody else', { secret: another }],
      ['with another body', { signs: 'another body' }],
      ['six minutes old', { at: minutes(-6) }],
      ['six minutes ahead', { at: minutes(6) }],
      ['without a signature', { headers: { 'webhook-signature': '' } }],
      ['with a broken signature', { headers: { 'webhook-signature': 'v1' } }],
      ['with another version of signature', { headers: { 'webhook-signature': 'v1a,xxxx' } }],
      ['with another id', { headers: { 'webhook-id': randomUUID() } }],
      [
        'with another time',
        { headers: { 'webhook-timestamp': String(Math.floor(Date.now() / 1_000) - 60) } },
      ],
      ['without a time', { headers: { 'webhook-timestamp': 'now' } }],
      ['with an id that cannot be kept', { id: 'x'.repeat(61) }],
      ['with bytes that are no text', { body: Buffer.from([0xff, 0xfe]) }],
    ]
    for (const [words, sent] of forged) {
      expect(await receive(signed(sent)), words).to.equal('refused')
      expect((await deliver(sent)).status, words).to.equal(401)
    }
    expect(looks()).to.equal(0)
  })

  it('are refused where they are too large, or packed', async () => {
    expect((await deliver({ body: 'x'.repeat(20_481) })).status).to.equal(413)
    expect((await deliver({ headers: { 'content-encoding': 'gzip' } })).status).to.equal(415)
  })

  it('are all refused by a help desk without a secret', async () => {
    const panel = await startPanel()
    const answer = await fetch(panel.url + path, { method: 'POST', body: '{}' })
    await panel.stop()
    expect(answer.status).to.equal(401)
  })

  it('make one look at the client area a few seconds, however many arrive, and are answered at once', async () => {
    const before = feeds()
    const began = performance.now()
    let worst = 0
    for (let n = 0; n < 20; n++) {
      const at = performance.now()
      const answers = await Promise.all(Array.from({ length: 10 }, () => deliver()))
      worst = Math.max(worst, performance.now() - at)
      expect(answers.every(({ status }) => status === 204)).to.equal(true)
    }
    const seconds = (performance.now() - began) / 1_000
    expect(feeds() - before).to.be.at.most(Math.ceil(seconds / 3) + 1)
    expect(worst).to.be.below(3_000)
  })
})
