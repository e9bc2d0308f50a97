import { mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { makeServices, type Wiring } from '../../config/services.ts'
import { openDb } from '../../db/index.ts'
import { migrations } from '../../db/migrations/index.ts'
import type { Market } from '../support/market.ts'
import { lies, networkFaults } from '../support/network-faults.ts'
import {
  ada,
  connectAs,
  paidMarket,
  payingHelpDesk,
  type PayingHelpDesk,
  spender,
  verbsOf,
} from '../support/paying.ts'
import { until } from '../support/programs.ts'
import { startPanel } from '../support/panel.ts'
import { send } from '../support/tampering.ts'

const listCall = /^GET \/api\/v1\/entitlements$/
const feedCall = /^GET \/api\/v1\/events/
const day = 86_400_000

describe('A help desk that follows the client area', function () {
  this.timeout(60_000)
  let shop: Market
  let desk: PayingHelpDesk
  let now = new Date()
  before(async () => {
    shop = await paidMarket()
  })
  after(() => shop.close())
  beforeEach(async () => {
    now = new Date()
    desk = await payingHelpDesk(shop, { now: () => now, area: { now: () => now } })
  })
  afterEach(() => desk.stop())

  const sync = () => desk.services.entitlements.sync()
  const rights = async () =>
    (await desk.services.entitlements.all())
      .map(({ addon, kind, state }) => `${addon} ${kind} ${state}`)
      .toSorted()
  const lists = () => desk.area.asked().filter(request => listCall.test(request)).length
  const install = async (slug: string) => {
    const begun = await desk.services.install(await desk.listed(slug), spender)
    if (!('operation' in begun)) throw new Error(JSON.stringify(begun.why))
    return desk.services.operations.ended(begun.operation.id, 10_000)
  }

  it('asks but for the feed where nothing happened', async () => {
    const feeds = () => desk.area.asked().filter(request => feedCall.test(request)).length
    const looked = async () => {
      const before = feeds()
      desk.services.entitlements.syncSoon()
      await until(
        () => feeds() > before,
        () => 'the feed is read',
      )
    }
    await looked()
    await sync()
    const before = lists()
    await looked()
    expect(lists()).to.equal(before)
    await desk.buy('japanese', 'monthly')
    await looked()
    await until(
      () => lists() > before,
      () => 'the rights are read',
    )
  })

  it('shares one reading among all who ask meanwhile', async () => {
    const before = lists()
    const answers = await Promise.all(Array.from({ length: 20 }, sync))
    expect(answers.every(({ kind }) => kind === 'synced')).to.equal(true)
    expect(lists() - before).to.be.at.most(2)
  })

  it('shows a right that was bought elsewhere, and installs it without another charge', async () => {
    await desk.buy('plain-english', 'one-time')
    const managed = await desk.services.manage.uninstall('plain-english', 'delete', ada)
    if (managed.kind === 'begun') await desk.services.operations.ended(managed.operation.id, 10_000)
    await sync()
    expect((await install('plain-english'))?.state).to.equal('done')
    expect(await desk.charges()).to.have.length(1)
  })

  it('takes the zero-price right of a free add-on that is installed, without order or invoice', async () => {
    await install('french')
    await sync()
    expect(await rights()).to.deep.equal(['french free active'])
    expect(await desk.area.billing.desk.invoices([desk.area.accountId])).to.deep.equal([])
    const { asked } = desk.area
    const grants = () => asked().filter(request => request === 'POST /api/v1/entitlements').length
    const before = grants()
    await sync()
    expect(grants()).to.equal(before)
  })

  it('goes on with a free add-on to which it gets no right', async () => {
    desk.area.failWith(/^POST \/api\/v1\/entitlements$/, networkFaults['N4 fails with 500'])
    await install('french')
    expect((await sync()).kind).to.equal('synced')
    expect([await rights(), await desk.installed('french')]).to.deep.equal([[], true])
  })

  for (const name of [
    'N2 does it, and cuts',
    'N4 fails with 500',
    'N6 does it, and answers a page',
    'N12 forbids it',
  ] as const)
    it(`keeps what it knows, and everything on, where the client area ${name}`, async () => {
      await desk.buy('japanese', 'monthly')
      await sync()
      for (const which of [listCall, feedCall, /^GET \/api\/v1\/licence$/]) {
        desk.area.failWith(which, networkFaults[name])
        expect((await sync()).kind).to.equal('failed')
        expect([await rights(), await desk.installed('japanese')]).to.deep.equal([
          ['japanese recurring active'],
          true,
        ])
        desk.area.recover()
      }
      expect((await sync()).kind).to.equal('synced')
    })

  it('believes no list of rights of another licence, and none with one right twice', async () => {
    await desk.buy('japanese', 'monthly')
    await sync()
    type List = { entitlements: Record<string, unknown>[] }
    const listOf = (change: (rights: List['entitlements']) => unknown[]) =>
      lies(body => ({ entitlements: change((body as List).entitlements) }))
    desk.area.failWith(
      listCall,
      listOf(all => all.map(one => ({ ...one, licence: 'another', state: 'ended' }))),
    )
    expect((await sync()).kind).to.equal('failed')
    desk.area.failWith(
      listCall,
      listOf(all => [...all, ...all]),
    )
    expect((await sync()).kind).to.equal('failed')
    expect([await rights(), await desk.installed('japanese')]).to.deep.equal([
      ['japanese recurring active'],
      true,
    ])
  })

  it('is not led back by an old reply that is played again', async () => {
    await desk.buy('japanese', 'monthly')
    let old = ''
    desk.area.failWith(listCall, async (res, effect) => {
      const reply = await effect()
      old ||= reply.body
      send(res, { ...reply, body: old })
    })
    await sync()
    const right = await desk.services.entitlements.latestFor('japanese')
    await desk.area.billing.desk.endSubscription(right?.id ?? '', 'olive@example.com')
    desk.area.recover()
    await sync()
    expect(await rights()).to.deep.equal(['japanese recurring ended'])
    desk.area.failWith(listCall, async (res, effect) => send(res, { ...(await effect()), body: old }))
    await sync()
    expect([await rights(), await desk.installed('japanese')]).to.deep.equal([
      ['japanese recurring ended'],
      false,
    ])
  })

  it('gives an add-on whose right is gone from the list fourteen days, then switches it off', async () => {
    await desk.buy('japanese', 'monthly')
    await sync()
    desk.area.failWith(
      listCall,
      lies(() => ({ entitlements: [] })),
    )
    await sync()
    now = new Date(now.getTime() + 13 * day)
    await sync()
    expect([await rights(), await desk.installed('japanese')]).to.deep.equal([[], true])
    now = new Date(now.getTime() + 2 * day)
    await sync()
    expect(await desk.installed('japanese')).to.equal(false)
    desk.area.recover()
    await sync()
    expect(await desk.installed('japanese')).to.equal(true)
  })

  it('follows a client area whose database is older than what was seen of it', async () => {
    await desk.buy('japanese', 'monthly')
    await sync()
    desk.area.failWith(/^GET \/api\/v1\/events\?since=/, async (res, effect) => {
      await effect()
      const body = JSON.stringify({ type: 'about:blank', title: 'x', status: 400, code: 'invalid_request' })
      send(res, { status: 400, headers: { 'content-type': 'application/problem+json' }, body })
    })
    desk.area.failWith(
      listCall,
      lies(body => ({
        entitlements: (body as { entitlements: object[] }).entitlements.map(one => ({ ...one, revision: 0 })),
      })),
    )
    expect((await sync()).kind).to.equal('synced')
    expect((await desk.services.entitlements.latestFor('japanese'))?.revision).to.equal(0)
  })

  it('begins anew with another login', async () => {
    await desk.buy('japanese', 'monthly')
    await sync()
    const before = await desk.services.connection.current()
    await connectAs('olive', desk.panel, desk.area)
    expect((await desk.services.connection.current())?.login).not.to.equal(before?.login)
    await sync()
    expect(await rights()).to.deep.equal(['japanese recurring active'])
  })

  it('looks soon after a login, by itself', async () => {
    await desk.buy('japanese', 'monthly')
    await desk.services.connection.disconnect(ada)
    const before = lists()
    await connectAs('olive', desk.panel, desk.area)
    await until(
      () => lists() > before,
      () => 'the rights are read',
    )
  })
})

describe('A help desk whose database is older than the billing', function () {
  this.timeout(60_000)

  it('installs what was bought since then, and nothing is charged again', async () => {
    const shop = await paidMarket()
    const dataDir = mkdtempSync(join(tmpdir(), 'souk-restored-'))
    const desk = await payingHelpDesk(shop, { dataDir })
    const { databaseUrl } = desk.services.settings
    const file = databaseUrl.replace('sqlite:', '')
    await backUp(databaseUrl, `${file}.kept`)
    await desk.buy('japanese', 'monthly')
    await desk.payWith('4000000000000002')
    await desk.buy('plain-english', 'one-time')
    await desk.panel.stop()
    for (const more of ['', '-wal', '-shm']) rmSync(file + more, { force: true })
    renameSync(`${file}.kept`, file)

    const panel = await startPanel({
      port: Number(new URL(desk.panel.url).port),
      dataDir,
      catalogueUrl: shop.url,
      catalogueRoot: shop.root,
      env: desk.area.settings,
    })
    const { services } = panel
    const { press, button, installed, charges, listed } = verbsOf(services, desk.area)
    expect(await installed('japanese')).to.equal(null)
    expect(await services.entitlements.sync()).to.deep.equal({ kind: 'synced' })
    expect((await services.entitlements.latestFor('japanese'))?.state).to.equal('active')
    expect((await services.purchases.openFor('plain-english'))?.state).to.equal('payment due')
    const pressed = await press('japanese', await button('japanese', 'monthly').catch(() => noOrder))
    expect(pressed.kind).to.equal('refused')
    const begun = await services.install(await listed('japanese'), spender)
    if (!('operation' in begun)) throw new Error(JSON.stringify(begun.why))
    expect(await services.operations.ended(begun.operation.id, 10_000)).to.include({ state: 'done' })
    expect([await installed('japanese'), (await charges()).length]).to.deep.equal([true, 1])

    await panel.stop()
    await desk.area.stop()
    await shop.close()
    rmSync(dataDir, { recursive: true })
  })
})

const noOrder = { attempt: '', cycle: 'monthly', amount: '400', currency: 'USD' }

describe('A help desk at another address than the one that logged in', function () {
  this.timeout(60_000)
  let shop: Market
  let desk: PayingHelpDesk
  before(async () => {
    shop = await paidMarket()
  })
  after(() => shop.close())
  beforeEach(async () => {
    desk = await payingHelpDesk(shop)
    await desk.buy('japanese', 'monthly')
    await desk.buy('plain-english', 'one-time')
    await desk.services.entitlements.sync()
  })
  afterEach(() => desk.stop())

  /** the same database and files, seen from another address */
  const elsewhere = async () => {
    const settings = { ...desk.services.settings, publicUrl: new URL('https://staging.example/help') }
    return makeServices(settings)
  }
  const pressedCode = async ({ services }: Wiring) => {
    const pressed = await services.entitlements.cancel('japanese', spender)
    return pressed.kind === 'refused' ? pressed.why.values['because'] : pressed.kind
  }

  it('cancels and sends nothing until somebody says whether it moved', async () => {
    const there = await elsewhere()
    const { connection, entitlements } = there.services
    expect((await connection.current())?.place).to.equal('moved or copy')
    const before = desk.area.asked().filter(request => request.startsWith('POST /api/')).length
    expect(await pressedCode(there)).to.equal('moved_or_copy')
    expect((await entitlements.sync()).kind).to.equal('synced')
    expect(desk.area.asked().filter(request => request.startsWith('POST /api/'))).to.have.length(before)
    expect(await connection.answerAddress('moved', ada)).to.deep.equal({ kind: 'moved' })
    expect((await connection.current())?.place).to.equal('at home')
    expect(await pressedCode(there)).to.equal('started')
    const operation = await there.services.operations.latestFor('japanese')
    expect((await there.services.operations.ended(operation?.id ?? '', 10_000))?.state).to.equal('done')
    await there.close()
  })

  it('stays a copy that cancels nothing, but may install what is paid for, until that is taken back', async () => {
    const there = await elsewhere()
    const { connection, services } = { ...there, connection: there.services.connection }
    expect(await connection.answerAddress('copy', ada)).to.deep.equal({ kind: 'copy' })
    expect((await connection.current())?.place).to.equal('copy')
    expect(await pressedCode(there)).to.equal('copy')
    const managed = await services.manage.uninstall('plain-english', 'delete', ada)
    if (managed.kind === 'begun') await services.operations.ended(managed.operation.id, 10_000)
    const addon = await services.addons.find('plain-english')
    const begun = addon && (await services.install(addon, spender))
    if (!begun || !('operation' in begun)) throw new Error(JSON.stringify(begun))
    expect((await services.operations.ended(begun.operation.id, 10_000))?.state).to.equal('done')
    expect(await connection.answerAddress('moved', ada)).to.deep.equal({ kind: 'moved' })
    expect((await connection.current())?.place).to.equal('at home')
    const { lines } = await services.activity.list({}, 1)
    expect(
      lines.filter(({ act }) => /^connection\.(copy|moved)$/.test(act)).map(({ act }) => act),
    ).to.deep.equal(['connection.moved', 'connection.copy'])
    await there.close()
  })

  it('is asked nothing where its address is the one that logged in', async () => {
    const { connection } = desk.services
    expect((await connection.current())?.place).to.equal('at home')
    expect(await connection.answerAddress('copy', ada)).to.deep.equal({ kind: 'nothing to answer' })
  })
})

/** A copy of a database that is in use. */
const backUp = async (databaseUrl: string, file: string) => {
  const db = await openDb(databaseUrl, migrations)
  await db.knex.raw('VACUUM INTO ?', [file])
  await db.close()
}
