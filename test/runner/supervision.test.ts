import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { codeRunner } from '../../gateways/runner.ts'
import { cpuTimeOf } from '../../gateways/runner/cpu-time.ts'
import { restAfter } from '../../gateways/runner/supervisor.ts'
import { isAlive, startNode, until } from '../support/programs.ts'
import { hookOf, startRunner, type TestRunner } from '../support/runner.ts'

// the engine can't interrupt this: it never comes back from one single step
const hang = '({ hang }) => (hang ? [].includes.call({ length: 2 ** 53 - 1 }, 1) : globalThis.state ??= 1)'

describe('The process that add-on code runs in', () => {
  let runner: TestRunner
  beforeEach(async () => {
    runner = await startRunner()
  })
  afterEach(() => runner.close())

  const pid = () => runner.pid() ?? 0
  const answer = (addon: string) =>
    until(
      async () => (await runner.hook(addon)).kind === 'value',
      () => `an answer of ${addon}`,
    )

  it('is there only while an add-on needs it', async () => {
    expect(runner.pid()).to.equal(undefined)
    await runner.load('one', hookOf('() => 1'))
    await runner.load('two', hookOf('() => 2'))
    const process = pid()
    expect(isAlive(process)).to.equal(true)

    await runner.unload('one')
    expect(await runner.hook('two')).to.deep.equal({ kind: 'value', value: 2 })
    await runner.unload('two')
    expect([runner.pid(), isAlive(process)]).to.deep.equal([undefined, false])

    await runner.load('one', hookOf('() => 1'))
    expect(await runner.hook('one')).to.deep.equal({ kind: 'value', value: 1 })
  })

  it('is there again when it is needed just as it was to go', async () => {
    await runner.load('one', hookOf('() => 1'))
    const first = pid()
    const [, loaded] = await Promise.all([runner.unload('one'), runner.load('two', hookOf('() => 2'))])
    expect(loaded.kind).to.equal('loaded')
    await runner.unload('two')
    const gone = runner.unload('one')
    await runner.load('three', hookOf('() => 3'))
    await gone
    expect(await runner.hook('three')).to.deep.equal({ kind: 'value', value: 3 })
    expect([pid() === first, isAlive(pid())]).to.deep.equal([false, true])
    expect(runner.problems).to.deep.equal([])
  })

  it('is replaced when it hangs: the others are back by themselves, the guilty one when it is called', async () => {
    await runner.load('innocent', hookOf('() => 1'))
    await runner.load('guilty', hookOf(hang))
    const first = pid()
    expect(await runner.hook('guilty', { input: { hang: true }, ms: 100 })).to.deep.equal({
      kind: 'timed out',
    })
    await until(
      async () => pid() !== 0 && pid() !== first && (await runner.doing('innocent'))?.state === 'loaded',
      () => 'the next process',
    )
    expect(isAlive(first)).to.equal(false)
    expect((await runner.doing('guilty'))?.state).to.equal('not loaded')
    expect(await runner.doing('guilty')).to.include({ failures: 1 })
    expect(await runner.doing('innocent')).to.include({ failures: 0 })

    await answer('innocent')
    await answer('guilty')
    expect((await runner.doing('guilty'))?.state).to.equal('loaded')
  })

  it('comes back when somebody kills it, and nobody is blamed', async () => {
    await runner.load('one', hookOf('({ wait }) => (wait ? new Promise(() => {}) : 1)'))
    const waiting = runner.call('one', { entry: 'hook', name: 'it', input: { wait: true } })
    await answer('one')
    // measured after all else: by then its code rests
    await runner.doing('one')
    process.kill(pid(), 'SIGKILL')
    expect(await waiting).to.deep.equal({ kind: 'gone' })
    await answer('one')
    expect(await runner.doing('one')).to.include({ failures: 0 })
    expect(runner.problems).to.deep.equal(['The runner of add-on code was lost: ended with SIGKILL'])
  })

  it('hands a call that had not begun over to the next process', async () => {
    const event = "export default { hooks: { it: () => 1 }, events: { 'a.b': () => 'heard' } }"
    await runner.load('guilty', hookOf(hang))
    await runner.load('innocent', { files: new Map([['main.js', event]]), settings: {}, handlers: {} })
    const hanging = runner.hook('guilty', { input: { hang: true }, ms: 100 })
    const heard = runner.call('innocent', { entry: 'event', name: 'a.b', input: {} })
    expect((await hanging).kind).to.equal('timed out')
    expect(await heard).to.deep.equal({ kind: 'value', value: 'heard' })
  })

  it('is not ended because the panel itself was held up', async () => {
    await runner.load('one', hookOf('() => 1'))
    const first = pid()
    const asked = runner.hook('one', { ms: 100 })
    await new Promise(resolve => setImmediate(resolve))
    // everything that the runner says meanwhile lies unread
    const end = Date.now() + 1200
    while (Date.now() < end);
    expect(await asked).to.deep.equal({ kind: 'value', value: 1 })
    expect(pid()).to.equal(first)
  })

  it('is not ended while the machine grants it no time', async () => {
    await runner.load(
      'one',
      hookOf('() => { const end = Date.now() + 300; while (Date.now() < end); return 1 }'),
    )
    const first = pid()
    const before = cpuTimeOf(first) ?? 0
    const asked = runner.hook('one')
    await until(
      () => (cpuTimeOf(first) ?? 0) > before + 30,
      () => 'its code to run',
    )
    process.kill(first, 'SIGSTOP')
    expect(['busy', 'timed out']).to.include((await asked).kind)
    for (const end = performance.now() + 700; performance.now() < end; await pause(20))
      expect([pid(), isAlive(first)]).to.deep.equal([first, true])
    process.kill(first, 'SIGCONT')
    await answer('one')
    expect(pid()).to.equal(first)
  })

  it('does not take an add-on for guilty that was not told yet what it had asked for', async () => {
    const text = "(input, souk) => souk.storage.get('a')"
    await runner.load(
      'asking',
      hookOf(text, {
        'storage.get': async () => {
          process.kill(pid(), 'SIGSTOP')
          return { kind: 'done', value: 1 }
        },
      }),
    )
    expect(await runner.hook('asking', { ms: 200 })).to.deep.equal({ kind: 'busy' })
    process.kill(pid(), 'SIGCONT')
    expect(await runner.doing('asking')).to.include({ failures: 0 })
  })

  it('is started again less and less soon', () => {
    expect([0, 1, 4, 5, 6, 9, 20].map(restAfter)).to.deep.equal([0, 0, 0, 200, 400, 3200, 30_000])
  })

  it('is missed with a sentence where it was not built', async () => {
    const problems: string[] = []
    const none = codeRunner({
      program: '/nowhere/runner/main.js',
      now: () => new Date(),
      switchedOff: () => {},
      problem: text => problems.push(text),
    })
    expect(await none.load('one', hookOf('() => 1'))).to.deep.equal({ kind: 'gone' })
    expect(problems.join()).to.include('The runner of add-on code was lost')
    await none.close()
  })

  for (const [what, input] of [
    ['rests', '{}'],
    ['hangs', '{ "hang": true }'],
  ] as const)
    it(`ends with the panel, however that ends, also while it ${what}`, async () => {
      const panel = startNode(['--import=tsx', 'test/support/runner-panel.ts', hang, input])
      const [, found] = await panel.says(/runner (\d+)/)
      expect(isAlive(Number(found))).to.equal(true)
      await panel.stop('SIGKILL')
      await until(
        () => !isAlive(Number(found)),
        () => 'the end of the runner',
      )
    })
})
