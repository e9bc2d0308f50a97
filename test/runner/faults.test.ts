import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import type { Handlers } from '../../marketplace/code.ts'
import { until } from '../support/programs.ts'
import { addonOf, hookOf, startRunner, type TestRunner } from '../support/runner.ts'

const throwing = "() => { throw new Error('mine') }"

describe('An add-on that does wrong', () => {
  let runner: TestRunner
  let now: Date
  beforeEach(async () => {
    now = new Date('2026-11-22T08:00:00Z')
    runner = await startRunner(() => now)
  })
  afterEach(() => runner.close())

  const later = (minutes: number) => (now = new Date(now.getTime() + minutes * 60_000))

  it('is switched off by the third fault in five minutes, with the reason', async () => {
    await runner.load('bad', hookOf(throwing))
    await runner.load('good', hookOf('() => 1'))
    for (const kind of ['threw', 'threw', 'threw', 'off'])
      expect((await runner.hook('bad')).kind).to.equal(kind)

    expect(runner.off.map(({ addon }) => addon)).to.deep.equal(['bad'])
    expect(runner.off[0]?.why).to.match(/^Error: mine\n\s+at it \(main\.js/)
    expect(await runner.doing('bad')).to.include({ state: 'off', calls: 3, failures: 3 })
    expect((await runner.doing('bad'))?.lastError).to.deep.include({ at: now })
    expect(runner.log('bad').map(({ level }) => level)).to.deep.equal(['error', 'error', 'error'])
    expect(await runner.hook('good')).to.deep.equal({ kind: 'value', value: 1 })
  })

  it('goes on if its faults lie further apart', async () => {
    await runner.load('bad', hookOf(throwing))
    for (let i = 0; i < 6; i++, later(2.6)) expect((await runner.hook('bad')).kind).to.equal('threw')
    expect(runner.off).to.deep.equal([])
  })

  it('is not blamed for a server that is out of reach', async () => {
    const http: Handlers['http'] = async () => ({
      kind: 'refused',
      code: 'out of reach',
      why: 'example.com does not answer',
    })
    await runner.load('channel', hookOf("(i, souk) => souk.http({ url: 'https://example.com' })", { http }))
    for (let i = 0; i < 4; i++) expect(await runner.hook('channel')).to.have.property('kind', 'refused')
    expect(runner.off).to.deep.equal([])
    expect(await runner.doing('channel')).to.include({ state: 'loaded', failures: 0 })
  })

  it('is not blamed for a flood of visitors, of whom each would have been served alone', async () => {
    const answer = `async (i, souk) => {
      for (let n = 0; n < 8; n++) {
        await souk.now()
        for (const end = Date.now() + 20; Date.now() < end;);
      }
      return 1
    }`
    const clock: Handlers['now'] = async () => ({ kind: 'done', value: 'now' })
    await runner.load('popular', hookOf(answer, { now: clock }))
    for (let wave = 0; wave < 8; wave++)
      await Promise.all(Array.from({ length: 12 }, () => runner.hook('popular')))
    expect(runner.off).to.deep.equal([])
    expect(await runner.doing('popular')).to.include({ state: 'loaded', failures: 0 })
    expect(await runner.hook('popular', { ms: 10_000 })).to.deep.equal({ kind: 'value', value: 1 })
  })

  it('runs again, its faults forgotten, once it is loaded again', async () => {
    await runner.load('bad', hookOf(throwing))
    for (let i = 0; i < 3; i++) await runner.hook('bad')
    await runner.load('bad', hookOf('() => 2'))
    expect(await runner.hook('bad')).to.deep.equal({ kind: 'value', value: 2 })
    expect(await runner.doing('bad')).to.include({ state: 'loaded', failures: 0 })
    expect(runner.log('bad').length).to.equal(3)
  })

  it('has one fault for one call, though the engine has to be replaced as well', async () => {
    await runner.load(
      'loop',
      hookOf('({ loop }) => { globalThis.seen = (globalThis.seen ?? 0) + 1; while (loop); return seen }'),
    )
    await runner.hook('loop')
    // a machine that grants no time blames nobody, so it may take more than one call
    await until(
      async () => {
        await runner.hook('loop', { input: { loop: true } })
        return (await runner.doing('loop'))?.failures === 1
      },
      () => 'the fault',
    )
    // its module begins anew
    expect(await runner.hook('loop')).to.deep.equal({ kind: 'value', value: 1 })
    expect(await runner.doing('loop')).to.include({ failures: 1 })
  })

  it('is found out when it goes on after its answer', async () => {
    const on = '() => { const on = () => Promise.resolve().then(on); on(); return 1 }'
    await runner.load('sly', hookOf(on))
    expect(await runner.hook('sly', { ms: 100 })).to.deep.equal({ kind: 'value', value: 1 })
    // a machine that grants no time blames nobody, so it may take more than one call
    await until(
      async () => {
        await runner.hook('sly', { ms: 100 })
        return runner.glance('sly').lastError !== undefined
      },
      () => 'the fault',
    )
  })

  it('is not loaded when its code fails at once, and takes no process with it', async () => {
    const loaded = await runner.load('bad', addonOf("throw new Error('at once')"))
    expect(loaded).to.have.property('kind', 'threw')
    expect((await runner.hook('bad')).kind).to.equal('off')
    await until(
      () => runner.pid() === undefined,
      () => 'the end of the process',
    )
  })

  it('is refused for its size alone', async () => {
    expect(await runner.load('big', addonOf(`/* ${'x'.repeat(1_100_000)} */`))).to.deep.equal({
      kind: 'too large',
    })
    expect(runner.pid()).to.equal(undefined)
  })

  it('has no more than sixteen calls under way', async () => {
    await runner.load('slow', hookOf('() => new Promise(() => {})'))
    const calls = Array.from({ length: 20 }, () => runner.hook('slow', { ms: 200 }))
    const kinds = (await Promise.all(calls)).map(({ kind }) => kind)
    expect(kinds.filter(kind => kind === 'busy').length).to.be.at.least(4)
    expect(kinds.slice(16)).to.deep.equal(['busy', 'busy', 'busy', 'busy'])
  })
})
