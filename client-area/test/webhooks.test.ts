import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'chai'
import { after, afterEach, before, beforeEach, describe, it } from 'mocha'
import { Webhook } from 'standardwebhooks'
import { webhookBody } from '../../contracts/marketplace-api.ts'
import { type ClientAreaForTests, clientArea } from '../../test/support/client-area.ts'
import { eachDatabaseUrl } from '../../test/support/databases.ts'
import { openAccount } from '../accounts/accounts.ts'
import { issueLicence } from '../accounts/licences.ts'
import { addPerson } from '../accounts/people.ts'
import { eventsIn } from '../db/events.ts'
import { openDb } from '../db/index.ts'
import { migrations } from '../db/migrations/index.ts'
import { openStores, type Stores } from '../services.ts'
import { mayReach } from '../webhooks/addresses.ts'
import { deliverDue } from '../webhooks/delivering.ts'
import { post } from '../webhooks/post.ts'
import { mostAttempts, waitAfter } from '../webhooks/retries.ts'

interface Letter {
  headers: IncomingHttpHeaders
  body: string
}

/** A help desk's end: keeps what it gets, and answers as it is told. */
const mailbox = async () => {
  const letters: Letter[] = []
  const box = { status: 204, letters, url: '', answer: undefined as RequestListener | undefined }
  const server = createServer((req, res) => {
    const chunks: Buffer[] = []
    req.on('data', (chunk: Buffer) => chunks.push(chunk))
    req.on('end', () => {
      letters.push({ headers: req.headers, body: Buffer.concat(chunks).toString() })
      if (box.answer) box.answer(req, res)
      else res.writeHead(box.status).end()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  box.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/client-area`
  const close = () =>
    new Promise<void>(resolve => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return Object.assign(box, { close })
}

const verified = ({ headers, body }: Letter, secret: string) => {
  const texts = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
  return webhookBody.parse(new Webhook(secret).verify(body, texts))
}

describe('Webhooks', () => {
  let box: Awaited<ReturnType<typeof mailbox>>
  before(async () => {
    box = await mailbox()
  })
  after(() => box.close())

  eachDatabaseUrl((_, freshUrl) => {
    let databaseUrl: string
    let stores: Stores
    let now: Date
    let licence: string
    let secret: string
    const log = { info: () => undefined, error: () => undefined }
    const stopping = new AbortController().signal
    const deliver = (loopback = true) => deliverDue({ ...stores, loopback, stopping, now: () => now, log })
    const happens = (object = 'a-purchase') =>
      stores.events.add(licence, { type: 'purchase.changed', object, at: now.toISOString() })
    const later = (ms: number) => (now = new Date(now.getTime() + ms))
    const state = async () => {
      const [first] = await stores.deliveries.of(licence)
      if (!first) throw new Error('Nothing is due')
      return first
    }

    beforeEach(async () => {
      databaseUrl = await freshUrl()
      stores = await openStores({ databaseUrl, secretKey: 'a secret key of the tests' })
      now = new Date()
      const person = await addPerson(stores.people, {
        email: 'olive@example.com',
        name: 'Olive',
        password: 'a long password',
      })
      const account = await openAccount(stores.accounts, person, 'USD')
      const issued = await issueLicence(stores.licences, account, 'http://127.0.0.1:3999')
      licence = issued.licence.id
      secret = issued.secrets.webhookSecret
      await stores.licences.setWebhook(licence, box.url)
      Object.assign(box, { status: 204, answer: undefined })
      box.letters.length = 0
    })
    afterEach(() => stores.close())

    it('tell a help desk what changed, signed, once', async () => {
      await happens()
      await deliver()
      await deliver()
      expect(box.letters).to.have.lengthOf(1)
      const [letter] = box.letters
      const told = letter && verified(letter, secret)
      const [event] = await stores.events.since(licence, 0, 10)
      expect(told?.data).to.deep.include({ id: event?.id, type: 'purchase.changed', object: 'a-purchase' })
      expect(letter?.headers['webhook-id']).to.equal(event?.id)
      expect(letter?.headers['content-type']).to.equal('application/json')
      expect(await state()).to.include({ attempts: 1, nextAt: null, trouble: null })
    })

    it('are not queued for a help desk that takes none, and stop when it wants no more', async () => {
      await happens()
      await stores.licences.setWebhook(licence, null)
      await happens('after that')
      await deliver()
      expect(box.letters).to.have.lengthOf(0)
      expect(await stores.deliveries.of(licence)).to.have.lengthOf(1)
      expect(await state()).to.include({ nextAt: null, trouble: 'no webhooks wanted' })
    })

    it('do not exist for a change that was taken back', async () => {
      const db = await openDb(databaseUrl, migrations)
      const change = db.atomically(async tx => {
        await eventsIn(tx).add(licence, { type: 'invoice.changed', object: 'INV-1', at: now.toISOString() })
        throw new Error('the books did not add up')
      })
      expect(await change.catch((error: Error) => error.message)).to.equal('the books did not add up')
      await db.close()
      expect(await stores.events.since(licence, 0, 10)).to.deep.equal([])
      expect(await stores.deliveries.of(licence)).to.deep.equal([])
    })

    it('are tried again, under the same id with a new time, longer and longer apart', async () => {
      box.status = 500
      await happens()
      await deliver()
      expect(await state()).to.include({ attempts: 1, trouble: 'status 500' })
      expect(await deliver()).to.equal(0)

      later(6_000)
      box.status = 200
      await deliver()
      const ids = box.letters.map(({ headers }) => headers['webhook-id'])
      expect(ids).to.have.lengthOf(2)
      expect(ids[0]).to.equal(ids[1])
      const [first, second] = box.letters.map(({ headers }) => Number(headers['webhook-timestamp']))
      expect((second ?? 0) - (first ?? 0)).to.be.within(5, 7)
      expect(await state()).to.include({ attempts: 2, nextAt: null, trouble: null })
    })

    it('are given up after about three days, and the feed still tells the event', async () => {
      box.status = 503
      await happens()
      const start = now.getTime()
      for (let i = 0; i < mostAttempts + 5; i++) {
        await deliver()
        later(6.7 * 3_600_000)
      }
      expect(box.letters).to.have.lengthOf(mostAttempts)
      expect(await state()).to.include({ attempts: mostAttempts, nextAt: null, deliveredAt: null })
      expect(await stores.events.since(licence, 0, 10)).to.have.lengthOf(1)
      expect(now.getTime() - start).to.be.above(3 * 86_400_000)
    })

    it('are not sent again to who says that they are gone', async () => {
      box.status = 410
      await happens()
      await deliver()
      expect(await state()).to.include({ attempts: 1, nextAt: null, trouble: 'status 410' })
    })

    it('follow no redirect', async () => {
      box.answer = (_req, res) => res.writeHead(307, { location: box.url }).end()
      await happens()
      await deliver()
      expect(box.letters).to.have.lengthOf(1)
      expect(await state()).to.include({ trouble: 'status 307' })
    })

    it('read nothing of an answer without end', async () => {
      box.answer = (_req, res) => {
        const pour = setInterval(() => res.write('x'.repeat(65_536)), 1)
        res.writeHead(200).on('close', () => clearInterval(pour))
      }
      await happens()
      await deliver()
      expect(await state()).to.include({ nextAt: null, trouble: null })
    })

    it('go out one at a time for each help desk, in the order of events, however many processes work', async () => {
      for (const object of ['first', 'second', 'third']) await happens(object)
      const tried = await Promise.all([deliver(), deliver(), deliver()])
      expect(tried.reduce((sum, one) => sum + one, 0)).to.be.within(1, 3)
      while ((await deliver()) > 0) expect(box.letters.length).to.be.at.most(3)
      const told = box.letters.map(letter => verified(letter, secret).data.object)
      expect(told).to.deep.equal(['first', 'second', 'third'])
    })

    it('are taken over when the process that had them is gone', async () => {
      await happens()
      const leased = await stores.deliveries.claim(now, new Date(now.getTime() + 30_000), 4)
      expect(leased).to.have.lengthOf(1)
      expect(await deliver()).to.equal(0)
      later(31_000)
      expect(await deliver()).to.equal(1)
      expect(box.letters).to.have.lengthOf(1)
    })

    it('are forgotten when they are old, unless they are still due', async () => {
      await happens('told')
      await deliver()
      box.status = 500
      await happens('due')
      await deliver()
      await stores.deliveries.sweep(now)
      expect(await stores.deliveries.of(licence)).to.have.lengthOf(2)
      later(1)
      await stores.deliveries.sweep(now)
      expect((await stores.deliveries.of(licence)).map(({ trouble }) => trouble)).to.deep.equal([
        'status 500',
      ])
    })

    it('are signed with both secrets for a day after a new one was made', async () => {
      const fresh = await stores.licences.rotateSecret(licence, now)
      expect(fresh)
        .to.match(/^whsec_/)
        .and.not.equal(secret)
      expect((await stores.licences.secretsOf(licence))?.webhookSecret).to.equal(fresh)
      await happens()
      await deliver()
      const [both] = box.letters
      expect(String(both?.headers['webhook-signature']).split(' ')).to.have.lengthOf(2)
      for (const one of [fresh, secret])
        expect(both && verified(both, one).data.object).to.equal('a-purchase')

      later(86_400_000)
      expect(await stores.licences.signingSecrets(licence, now)).to.deep.equal([fresh])
    })

    it('are worth nothing when a byte was changed on the way, or with another secret', async () => {
      await happens()
      await deliver()
      const [letter] = box.letters
      if (!letter) throw new Error('No webhook came')
      const tampered = { ...letter, body: letter.body.replace('a-purchase', 'b-purchase') }
      expect(() => verified(tampered, secret)).to.throw('No matching signature')
      const renamed = { ...letter, headers: { ...letter.headers, 'webhook-id': 'other' } }
      expect(() => verified(renamed, secret)).to.throw('No matching signature')
      const stranger = `whsec_${Buffer.alloc(24, 1).toString('base64')}`
      expect(() => verified(letter, stranger)).to.throw('No matching signature')
    })

    it('never reach this machine unless that is allowed, however the address is spelled', async () => {
      const { port } = new URL(box.url)
      const hosts = [
        '127.0.0.1',
        'localhost',
        '[::1]',
        '2130706433',
        '0x7f.1',
        '0177.0.0.1',
        '127.1',
        '[::ffff:127.0.0.1]',
        '0.0.0.0',
      ]
      for (const host of hosts) {
        await stores.licences.setWebhook(licence, `http://${host}:${port}/`)
        await happens(host)
        await deliver(false)
        later(100)
      }
      expect(box.letters).to.have.lengthOf(0)
      const states = await stores.deliveries.of(licence)
      expect(states.map(({ trouble }) => trouble)).to.deep.equal(hosts.map(() => 'address refused'))
    })
  })

  it('reach public addresses only', () => {
    const refused = [
      '10.1.2.3',
      '172.16.0.1',
      '172.31.255.255',
      '192.168.1.1',
      '169.254.169.254',
      '100.64.0.1',
      '100.127.255.255',
      '0.0.0.0',
      '127.0.0.1',
      '127.255.255.254',
      '224.0.0.1',
      '255.255.255.255',
      '192.0.2.1',
      '198.18.0.1',
      '168.63.129.16',
      '::',
      '::1',
      '::ffff:10.0.0.1',
      '::ffff:8.8.8.8',
      '64:ff9b::a00:1',
      'fe80::1',
      'fe80::1%eth0',
      'fc00::1',
      'fd00:ec2::254',
      'ff02::1',
      '2001:db8::1',
      '2001::1',
      '2002:7f00:1::',
      '3fff::1',
      'fec0::1',
      'not an address',
      '',
    ]
    for (const address of refused) expect(mayReach(address, { loopback: false }), address).to.equal(false)
    for (const address of ['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111'])
      expect(mayReach(address, { loopback: false }), address).to.equal(true)
  })

  it('reach only this machine, and no other private address, where that is allowed', () => {
    expect(mayReach('127.0.0.1', { loopback: true })).to.equal(true)
    expect(mayReach('::1', { loopback: true })).to.equal(true)
    for (const address of ['10.0.0.1', '169.254.169.254', '::ffff:127.0.0.1', 'fd00::1'])
      expect(mayReach(address, { loopback: true }), address).to.equal(false)
  })

  it('are cut off at their deadline', async () => {
    box.answer = () => undefined
    const started = Date.now()
    const rules = { loopback: true, deadline: 200, stopping: new AbortController().signal }
    const posting = await post({ url: box.url, headers: {}, body: '{}' }, rules)
    expect(posting).to.deep.equal({ kind: 'trouble', trouble: 'no answer in time' })
    box.answer = undefined
    const never = { ...rules, resolve: () => new Promise<never>(() => undefined) }
    expect(await post({ url: 'http://hook.example/', headers: {}, body: '{}' }, never)).to.deep.equal(posting)
    expect(Date.now() - started).to.be.below(3_000)
  })

  it('go to the address that was checked, and ask for it once: a name can’t turn to another in between', async () => {
    const { port } = new URL(box.url)
    const rules = { deadline: 2_000, stopping: new AbortController().signal }
    const postTo = async (addresses: string[], loopback: boolean) => {
      const asked: string[] = []
      const resolve = (name: string) => {
        asked.push(name)
        return Promise.resolve(addresses.map(address => ({ address, family: 4 })))
      }
      box.letters.length = 0
      const letter = { url: `http://hook.example:${port}/`, headers: {}, body: '{}' }
      const posting = await post(letter, { ...rules, loopback, resolve })
      return { posting, asked, hosts: box.letters.map(({ headers }) => headers.host) }
    }
    const refused = {
      posting: { kind: 'trouble', trouble: 'address refused' },
      asked: ['hook.example'],
      hosts: [],
    }
    expect(await postTo(['127.0.0.1'], false)).to.deep.equal(refused)
    expect(await postTo(['93.184.215.14', '127.0.0.1'], false)).to.deep.equal(refused)
    expect(await postTo(['10.0.0.1'], true)).to.deep.equal(refused)
    expect(await postTo([], true)).to.deep.equal(refused)
    expect(await postTo(['127.0.0.1'], true)).to.deep.equal({
      posting: { kind: 'answered', status: 204 },
      asked: ['hook.example'],
      hosts: [`hook.example:${port}`],
    })
  })

  it('go to no other port than a web server’s', async () => {
    const rules = { loopback: true, deadline: 1_000, stopping: new AbortController().signal }
    for (const url of ['http://127.0.0.1:25/', 'https://127.0.0.1:22/', 'ftp://127.0.0.1/', 'nonsense'])
      expect((await post({ url, headers: {}, body: '' }, rules)).kind, url).to.equal('trouble')
  })

  it('wait 5 seconds first, at most about 6 hours, and about three days in all', () => {
    expect(waitAfter(1, () => 0.5)).to.be.closeTo(5_000, 1)
    expect(waitAfter(2, () => 0.5)).to.be.closeTo(15_000, 1)
    expect(waitAfter(19, () => 1)).to.be.at.most(6 * 3_600_000 * 1.1)
    const waits = Array.from({ length: mostAttempts - 1 }, (_, n) => waitAfter(n + 1, () => 0.5))
    const days = waits.reduce((sum, wait) => sum + wait, 0) / 86_400_000
    expect(days).to.be.within(2.8, 3.2)
  })
})

describe('A running client area', () => {
  let box: Awaited<ReturnType<typeof mailbox>>
  before(async () => {
    box = await mailbox()
  })
  after(() => box.close())

  const runs = async (env: Record<string, string>, work: (area: ClientAreaForTests) => Promise<void>) => {
    const area = await clientArea({ panelUrl: 'http://127.0.0.1:3999', env })
    try {
      await area.stores.licences.setWebhook(area.licence.id, box.url)
      await area.suspendLicence()
      await work(area)
    } finally {
      await area.stop()
    }
  }
  const until = async (done: () => Promise<boolean>) => {
    for (const deadline = Date.now() + 10_000; Date.now() < deadline; await pause(20))
      if (await done()) return
    throw new Error('It did not happen in time')
  }

  it('sends webhooks by itself, also to this machine where the demo allows it', () =>
    runs({ CLIENT_AREA_WEBHOOKS_TO_LOOPBACK: '1' }, async ({ licence, settings }) => {
      await until(() => Promise.resolve(box.letters.length > 0))
      const [letter] = box.letters
      const told = letter && verified(letter, settings.WEBHOOK_SECRET)
      expect(told).to.deep.include({ type: 'licence.changed' })
      expect(told?.data.object).to.equal(licence.id)
    }))

  it('sends none to this machine otherwise', async () => {
    box.letters.length = 0
    await runs({}, async ({ stores, licence }) => {
      await until(async () =>
        (await stores.deliveries.of(licence.id)).some(({ trouble }) => trouble !== null),
      )
      const [first] = await stores.deliveries.of(licence.id)
      expect(first?.trouble).to.equal('address refused')
    })
    expect(box.letters).to.deep.equal([])
  })

  it('stops at once while a help desk keeps it waiting', async () => {
    box.letters.length = 0
    box.answer = () => undefined
    let started = 0
    await runs({ CLIENT_AREA_WEBHOOKS_TO_LOOPBACK: '1' }, async () => {
      await until(() => Promise.resolve(box.letters.length > 0))
      started = Date.now()
    })
    expect(Date.now() - started).to.be.below(3_000)
    box.answer = undefined
  })
})
