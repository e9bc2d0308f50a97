import { expect } from 'chai'
import { describe, it } from 'mocha'
import { spender } from '../support/paying.ts'
import { until } from '../support/programs.ts'
import { install, keptFresh, restoredDesk } from '../support/restored-desk.ts'
import { send } from '../support/tampering.ts'

const placing = /^POST \/api\/v1\/purchases$/

describe('A help desk that pays, and was restored from a backup,', function () {
  this.timeout(60_000)
  const { desk, make, onAnotherMachine } = restoredDesk()

  it('offers what was bought after the backup for installation, and charges nothing again', async () => {
    await make()
    await desk().buy('plain-english', 'one-time')
    const moved = await onAnotherMachine()
    await keptFresh(moved)
    const { services } = moved
    expect(await services.installations.all()).to.deep.equal([])
    expect(await services.entitlements.latestFor('plain-english')).to.include({ state: 'active' })
    expect(await install(services, 'plain-english')).to.include({ state: 'done' })
    expect(await desk().charges()).to.deep.equal(['plain-english 1900 USD one-time'])
  })

  it('does not go on with a charge that was under way, and finds out what became of it', async () => {
    const { area } = desk()
    let release = () => {}
    const held = new Promise<void>(done => (release = done))
    area.failWith(placing, async (res, effect) => {
      await held
      send(res, await effect())
    })
    const buying = desk().buy('japanese', 'monthly')
    await until(
      () => area.asked().some(request => placing.test(request)),
      () => 'the charge to be asked for',
    )
    await make()
    release()
    expect(await buying).to.include({ state: 'done' })
    const asked = area.asked().length

    const moved = await onAnotherMachine()
    const { services, told } = moved
    expect(told.closed).to.deep.equal([{ addon: 'japanese', change: 'purchase' }])
    expect(await services.operations.openAll()).to.deep.equal([])
    const last = await services.operations.latestFor('japanese')
    expect(last).to.deep.include({
      state: 'failed',
      failure: { code: 'restored', values: { name: 'Japanese' } },
    })
    expect(await services.purchases.openFor('japanese')).to.include({ state: 'unknown' })

    await keptFresh(moved)
    expect(await services.purchases.latestFor('japanese')).to.include({ state: 'paid' })
    expect(
      area
        .asked()
        .slice(asked)
        .filter(request => placing.test(request)),
    ).to.deep.equal([])
    expect(await services.installations.find('japanese')).to.equal(undefined)
    expect(await install(services, 'japanese')).to.include({ state: 'done' })
    expect(await desk().charges()).to.deep.equal(['japanese 400 USD monthly'])
    const lines = []
    for await (const line of services.activity.each({ addon: 'japanese' }))
      if (line.reference === last?.id) lines.push([line.result, line.detail?.includes('by a restore')])
    expect(lines).to.deep.equal([
      // found at the client area
      ['done', false],
      ['interrupted', true],
      ['started', false],
    ])
  })

  it('takes back an order that never arrived, so that it can’t be charged later either', async () => {
    const { area } = desk()
    area.failWith(placing, res => void res.destroy())
    area.failWith(/\/purchases\/[\w-]+(\/withdrawal)?$/, res => void res.destroy())
    const buying = desk().buy('japanese', 'monthly')
    await until(
      () => area.asked().some(request => placing.test(request)),
      () => 'the charge to be asked for',
    )
    await make()
    await buying
    area.recover()
    const moved = await onAnotherMachine()
    await keptFresh(moved)
    expect(await moved.services.purchases.latestFor('japanese')).to.include({ state: 'not sent' })
    expect(await desk().charges()).to.deep.equal([])
  })

  it('shows the invoice of an order that was placed after the backup', async () => {
    await make()
    await desk().payWith('4000 0000 0000 0002')
    expect((await desk().buy('japanese', 'monthly')).failure).to.deep.include({ code: 'payment-due' })
    const moved = await onAnotherMachine()
    await keptFresh(moved)
    expect(await moved.services.purchases.openFor('japanese')).to.include({ state: 'payment due' })
  })

  it('switches off what was cancelled after the backup', async () => {
    await desk().buy('japanese', 'monthly')
    await make()
    const cancelled = await desk().services.entitlements.cancel('japanese', spender)
    if (!('operation' in cancelled)) throw new Error(JSON.stringify(cancelled))
    await desk().services.operations.ended(cancelled.operation.id, 10_000)
    const moved = await onAnotherMachine()
    expect(await moved.services.installations.find('japanese')).to.include({ active: true })
    await keptFresh(moved)
    await moved.services.entitlements.sync()
    expect(await moved.services.installations.find('japanese')).to.include({ active: false })
  })
})
