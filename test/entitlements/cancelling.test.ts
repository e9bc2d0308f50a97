import { expect } from 'chai'
import { after, afterEach, before, beforeEach, describe, it } from 'mocha'
import type { Viewer } from '../../marketplace/permissions.ts'
import type { Market } from '../support/market.ts'
import { lies, networkFaults, onlyFirst, triedFaults } from '../support/network-faults.ts'
import { cancelElsewhere } from '../support/cancelling.ts'
import { connectAs, paidMarket, payingHelpDesk, type PayingHelpDesk, spender } from '../support/paying.ts'
import { send } from '../support/tampering.ts'

const cancelCall = /^POST \/api\/v1\/entitlements\/[^/]+\/cancellation$/
const readCall = /^GET \/api\/v1\/entitlements\/[^/]+$/

describe('Cancel', function () {
  this.timeout(120_000)
  let shop: Market
  let desk: PayingHelpDesk
  before(async () => {
    shop = await paidMarket()
  })
  after(() => shop.close())
  beforeEach(async () => {
    desk = await payingHelpDesk(shop)
    await desk.buy('japanese', 'monthly')
  })
  afterEach(() => desk.stop())

  const press = (viewer = spender) => desk.services.entitlements.cancel('japanese', viewer)
  const cancel = async () => {
    const pressed = await press()
    if (pressed.kind === 'refused') throw new Error(JSON.stringify(pressed.why))
    const operation = await desk.services.operations.ended(pressed.operation.id, 30_000)
    return operation?.failure?.code ?? operation?.state
  }
  const sync = () => desk.services.entitlements.sync()
  const stateHere = async () => ({
    on: await desk.installed('japanese'),
    right: (await desk.services.entitlements.latestFor('japanese'))?.state,
    cancellation: (await desk.services.entitlements.cancellationFor('japanese'))?.state,
  })
  const stateThere = async () =>
    (await desk.area.billing.marketplace.entitlements(desk.area.licence))[0]?.state
  const sent = () => desk.area.asked().filter(request => cancelCall.test(request)).length

  const isOver = { on: false, right: 'ended', cancellation: 'done' }
  const goesOn = (cancellation: string) => ({ on: true, right: 'active', cancellation })

  it('stops billing first, and is off with billing’s yes; bought again, it is on again', async () => {
    expect(await cancel()).to.equal('done')
    expect([await stateHere(), await stateThere(), sent()]).to.deep.equal([isOver, 'ended', 1])
    const far = new Date(Date.now() + 730 * 86_400_000)
    await desk.area.billing.office.bill(far)
    expect(await desk.charges()).to.have.length(1)
    expect(await desk.buy('japanese', 'annually')).to.include({ state: 'done' })
    expect(await stateHere()).to.include({ on: true, right: 'active' })
    expect(await desk.charges()).to.have.length(2)
  })

  it('lets English step in where it was the default language', async () => {
    await desk.services.manage.makeDefault('japanese', { operatorId: null, operator: 'Ada' })
    expect(await cancel()).to.equal('done')
    expect(await desk.services.languages.defaultCode(0)).to.equal('en')
    const { lines } = await desk.services.activity.list({ act: 'language.default' }, 1)
    expect(lines.map(({ addon }) => addon)).to.deep.equal(['english', 'japanese'])
  })

  it('is asked once by two presses', async () => {
    const [one, other] = await Promise.all([press(), press()])
    expect([one.kind, other.kind].toSorted()).to.deep.equal(['joined', 'started'])
    if (one.kind !== 'refused') await desk.services.operations.ended(one.operation.id, 30_000)
    expect([await stateHere(), sent()]).to.deep.equal([isOver, 1])
  })

  it('is asked once by two panel processes over one database', async () => {
    const other = await desk.second()
    const pressed = await Promise.all([press(), other.services.entitlements.cancel('japanese', spender)])
    expect(pressed.map(({ kind }) => kind).toSorted()).to.deep.equal(['joined', 'started'])
    const [one] = pressed
    if (one?.kind !== 'refused') await desk.services.operations.ended(one?.operation.id ?? '', 30_000)
    await other.close()
    expect([await stateHere(), sent()]).to.deep.equal([isOver, 1])
  })

  it('is refused to who may not spend, and where nothing is billed; each press stands in the record', async () => {
    const cleo: Viewer = { id: 'cleo', name: 'Cleo', permissions: new Set(['addons', 'languages']) }
    const refusal = await press(cleo)
    expect(refusal.kind === 'refused' && refusal.why.code).to.equal('may-not-spend')
    await desk.buy('plain-english', 'one-time')
    const once = await desk.services.entitlements.cancel('plain-english', spender)
    expect(once.kind === 'refused' && once.why.code).to.equal('nothing-to-cancel')
    await cancel()
    const again = await press()
    expect(again.kind === 'refused' && again.why.code).to.equal('nothing-to-cancel')
    const { lines } = await desk.services.activity.list({ act: 'addon.cancel' }, 1)
    expect(lines.map(({ operator, result }) => `${operator} ${result}`)).to.deep.equal([
      'Ada refused',
      'Ada done',
      'Ada started',
      'Ada refused',
      'Cleo refused',
    ])
    expect(lines.find(({ result }) => result === 'started')?.detail).to.equal('4.00 USD monthly')
  })

  it('goes on for an add-on that is not installed', async () => {
    const managed = await desk.services.manage.uninstall('japanese', 'delete', spenderActor)
    if (managed.kind === 'begun') await desk.services.operations.ended(managed.operation.id, 10_000)
    expect(await cancel()).to.equal('done')
    expect([await stateHere(), await stateThere()]).to.deep.equal([{ ...isOver, on: null }, 'ended'])
  })

  it('changes nothing where the client area refuses the connection (N0), and says that billing goes on', async () => {
    const told = await desk.area.refuseDuring(async () => {
      const pressed = await press()
      if (pressed.kind === 'refused') throw new Error(pressed.why.code)
      return desk.services.operations.ended(pressed.operation.id, 30_000)
    })
    expect(told?.failure?.code).to.equal('cancel-out-of-reach')
    expect(told?.failure?.values).to.include({ amount: 400, currency: 'USD', name: 'Japanese' })
    expect([await stateHere(), await stateThere()]).to.deep.equal([goesOn('refused'), 'active'])
    expect(await cancel()).to.equal('done')
  })

  for (const name of triedFaults) {
    const fault = networkFaults[name]
    it(`${name}, once: it is asked for, and ends as billing says`, async () => {
      desk.area.failWith(cancelCall, onlyFirst(fault))
      const told = await cancel()
      // what was turned away at the door certainly had no effect: the page says so, and it is pressed again
      expect(told).to.be.oneOf(['done', 'cancel-out-of-reach'])
      if (told !== 'done') {
        expect([await stateHere(), await stateThere()]).to.deep.equal([goesOn('refused'), 'active'])
        expect(await cancel()).to.equal('done')
      }
      expect([await stateHere(), await stateThere()]).to.deep.equal([isOver, 'ended'])
    })

    it(`${name}, each time, also at the read after it: said to be unknown until billing can be read`, async () => {
      desk.area.failWith(cancelCall, fault)
      desk.area.failWith(readCall, fault)
      const told = await cancel()
      expect(told).to.be.oneOf(['done', 'cancel-unknown', 'cancel-out-of-reach'])
      if (told === 'cancel-unknown') expect(await stateHere()).to.deep.equal(goesOn('unknown'))
      desk.area.recover()
      await sync()
      const there = await stateThere()
      expect(await stateHere()).to.deep.equal(there === 'ended' ? isOver : goesOn('refused'))
      // never: off while billing runs, or on while billing was stopped by us
      if (there !== 'ended') expect(await cancel()).to.equal('done')
      expect([await stateHere(), await stateThere()]).to.deep.equal([isOver, 'ended'])
    })
  }

  const lie: [string, (body: Record<string, unknown>) => Record<string, unknown>][] = [
    ['another entitlement', body => ({ ...body, id: 'another' })],
    ['another add-on', body => ({ ...body, addon: 'french' })],
    ['another licence', body => ({ ...body, licence: 'another' })],
    [
      'that it runs on',
      body => ({ ...body, state: 'active', endedAt: null, endedBecause: null, endsAt: null }),
    ],
  ]
  for (const [words, change] of lie)
    it(`believes no answer that tells of ${words} (N13), and asks for the truth`, async () => {
      desk.area.failWith(cancelCall, lies(change))
      expect(await cancel()).to.equal('done')
      expect([await stateHere(), await stateThere()]).to.deep.equal([isOver, 'ended'])
    })

  it('is not believed where every answer is about another entitlement: unknown until it can be read', async () => {
    desk.area.failWith(
      cancelCall,
      lies(body => ({ ...body, id: 'another' })),
    )
    desk.area.failWith(
      readCall,
      lies(body => ({ ...body, id: 'another' })),
    )
    expect(await cancel()).to.equal('cancel-unknown')
    expect(await stateHere()).to.deep.equal(goesOn('unknown'))
    await sync()
    expect((await stateHere()).cancellation).to.equal('unknown')
    desk.area.recover()
    await sync()
    expect([await stateHere(), await stateThere()]).to.deep.equal([isOver, 'ended'])
  })

  it('is off at once where the vendor ends it later (C6), and nothing more is charged', async () => {
    const endsAt = new Date(Date.now() + 20 * 86_400_000).toISOString()
    const scheduled = (body: Record<string, unknown>) => ({
      ...body,
      state: 'active',
      endedAt: null,
      endedBecause: null,
      usableUntil: null,
      endsAt,
    })
    desk.area.failWith(cancelCall, lies(scheduled))
    expect(await cancel()).to.equal('done')
    expect(await stateHere()).to.deep.equal({ on: false, right: 'active', cancellation: 'done' })
    expect((await desk.services.entitlements.latestFor('japanese'))?.endsAt).to.equal(endsAt)
  })

  it('succeeds where it was cancelled at the vendor already (C7), or is not known there', async () => {
    const right = await desk.services.entitlements.latestFor('japanese')
    await desk.area.billing.desk.endSubscription(right?.id ?? '', 'olive@example.com')
    expect(await cancel()).to.equal('done')
    expect(await stateHere()).to.deep.equal(isOver)
  })

  it('ends the same where the news comes before the answer, twice, or instead of it (C8, W1, W2)', async () => {
    desk.area.failWith(cancelCall, async (res, effect) => {
      const reply = await effect()
      // our own reading sees the end before the reply arrives
      await sync()
      await sync()
      send(res, reply)
    })
    expect(await cancel()).to.equal('done')
    await sync()
    expect([await stateHere(), sent()]).to.deep.equal([isOver, 1])
  })

  it('ends the same where only the news arrives', async () => {
    desk.area.failWith(cancelCall, networkFaults['N2 does it, and cuts'])
    desk.area.failWith(readCall, networkFaults['N1 never answers'])
    expect(await cancel()).to.equal('cancel-unknown')
    desk.area.recover()
    await sync()
    expect([await stateHere(), sent()]).to.deep.equal([isOver, 1])
  })

  it('holds off another purchase until it is settled (C9)', async () => {
    desk.area.failWith(cancelCall, networkFaults['N4 fails with 500'])
    desk.area.failWith(readCall, networkFaults['N4 fails with 500'])
    expect(await cancel()).to.equal('cancel-unknown')
    desk.area.recover()
    const placed = await desk.press('japanese', {
      attempt: 'x',
      cycle: 'monthly',
      amount: '400',
      currency: 'USD',
    })
    expect(placed.kind === 'refused' && placed.why.code).to.be.oneOf(['cancelling', 'bought-already'])
    await sync()
    expect(await stateHere()).to.deep.equal(goesOn('refused'))
  })

  it('works while the licence is suspended', async () => {
    await desk.area.suspendLicence()
    await sync()
    expect(await cancel()).to.equal('done')
    expect([await stateHere(), await stateThere()]).to.deep.equal([isOver, 'ended'])
  })

  it('renews a token that has run out (A1)', async () => {
    await desk.area.expireAccessTokens()
    expect(await cancel()).to.equal('done')
    expect([await stateHere(), sent()]).to.deep.equal([isOver, 2])
  })

  it('changes nothing where the login was revoked a moment before (A2), and can be pressed after another login', async () => {
    for (const kind of ['AccessToken', 'RefreshToken', 'Grant']) await desk.area.stores.issued.removeAll(kind)
    expect(await cancel()).to.equal('cancel-out-of-reach')
    expect([await stateHere(), await stateThere()]).to.deep.equal([goesOn('refused'), 'active'])
    expect((await desk.services.connection.state()).kind).to.equal('ended')
    const pressed = await press()
    expect(pressed.kind === 'refused' && pressed.why.values['because']).to.equal('not_connected')
    await connectAs('olive', desk.panel, desk.area)
    expect(await cancel()).to.equal('done')
  })

  for (const [words, hasEffect] of [
    ['before billing did anything', false],
    ['after billing stopped, before the answer', true],
  ] as const)
    it(`is finished by the next process when this one dies ${words} (kill -9)`, async () => {
      const child = cancelElsewhere(desk, 'japanese')
      desk.area.failWith(
        cancelCall,
        onlyFirst(async (res, effect) => {
          if (hasEffect) await effect()
          child.kill()
          await child.ended
          res.destroy()
        }),
      )
      await child.ended
      expect(await stateHere()).to.deep.equal(goesOn('asked'))
      const next = await desk.second()
      await next.recover()
      const { services } = next
      const operation = await services.operations.latestFor('japanese')
      expect((await services.operations.ended(operation?.id ?? '', 20_000))?.state).to.equal('done')
      await next.close()
      expect([await stateHere(), await stateThere()]).to.deep.equal([isOver, 'ended'])
    })
})

const spenderActor = { operatorId: null, operator: 'Ada' }
