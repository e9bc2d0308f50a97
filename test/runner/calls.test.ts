import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import type { Asking, Handlers } from '../../marketplace/code.ts'
import { addonOf, hookOf, startRunner, type TestRunner } from '../support/runner.ts'

const kept = new Map<string, string>()
const storage: Handlers = {
  'storage.get': async ({ key }) => ({ kind: 'done', value: kept.get(key) ?? null }),
  'storage.set': async ({ key, value }) => {
    kept.set(key, JSON.stringify(value))
    return { kind: 'done', value: null }
  },
}

describe('A call into add-on code', () => {
  let runner: TestRunner
  before(async () => {
    runner = await startRunner()
  })
  after(() => runner.close())

  const answers = async (text: string, handlers: Handlers = {}, input = {}) => {
    await runner.load('addon', hookOf(text, handlers))
    return runner.hook('addon', { input })
  }

  it('reaches whatever the add-on has for it, and brings back the answer', async () => {
    const main = `export default {
      events: { 'message.received': ({ text }) => text.toUpperCase() },
      hooks: { update: () => ['hook'] },
      pages: { today: async () => ({ title: 'Today' }) },
      schedule: () => 'on time',
      migrate: ({ from }) => from + 1,
      other: 7,
    }`
    const loaded = await runner.load('all', addonOf(main))
    const call = (entry: 'event' | 'hook' | 'page' | 'schedule' | 'migrate', name: string, input = {}) =>
      runner.call('all', { entry, name, input })

    expect(loaded).to.deep.equal({
      kind: 'loaded',
      names: {
        events: ['message.received'],
        hooks: ['update'],
        pages: ['today'],
        schedule: true,
        migrate: true,
      },
    })
    expect(await call('event', 'message.received', { text: 'hi' })).to.deep.equal({
      kind: 'value',
      value: 'HI',
    })
    expect(await call('hook', 'update')).to.deep.equal({ kind: 'value', value: ['hook'] })
    expect(await call('page', 'today')).to.deep.equal({ kind: 'value', value: { title: 'Today' } })
    expect(await call('schedule', '')).to.deep.equal({ kind: 'value', value: 'on time' })
    expect(await call('migrate', '', { from: 1 })).to.deep.equal({ kind: 'value', value: 2 })
  })

  it('finds nothing under a name that the add-on did not give, be it one that every object has', async () => {
    await runner.load('addon', hookOf('() => 1'))
    for (const name of ['other', 'constructor', '__proto__', 'toString', ''])
      expect(await runner.hook('addon', { name }), name).to.deep.equal({ kind: 'absent' })
    expect(await runner.call('nobody', { entry: 'hook', name: 'it', input: {} })).to.deep.equal({
      kind: 'off',
    })
  })

  it('lets code be split into files that import each other', async () => {
    const main =
      "import { twice } from './lib/twice.js'\nexport default { hooks: { it: ({ n }) => twice(n) } }"
    const others = {
      'lib/twice.js': "import { two } from '../two.js'\nexport const twice = n => two * n",
      'two.js': 'export const two = 2',
    }
    await runner.load('addon', addonOf(main, { others }))
    expect(await runner.hook('addon', { input: { n: 21 } })).to.deep.equal({ kind: 'value', value: 42 })
  })

  it('asks the help desk in between, and goes on with its answer', async () => {
    const text =
      "async (input, souk) => { await souk.storage.set('a', [1, 'é']); return souk.storage.get('a') }"
    expect(await answers(text, storage)).to.deep.equal({ kind: 'value', value: '[1,"é"]' })
  })

  it('tells the help desk what was left out, as the documentation says', async () => {
    const asked: unknown[] = []
    const http: Handlers['http'] = async request => {
      asked.push(request)
      return { kind: 'done', value: { status: 200, headers: {}, body: 'yes' } }
    }
    const answer = await answers("(input, souk) => souk.http({ url: 'https://example.com/' })", { http })
    expect(answer).to.deep.equal({ kind: 'value', value: { status: 200, headers: {}, body: 'yes' } })
    expect(asked).to.deep.equal([{ method: 'GET', url: 'https://example.com/', headers: {} }])
  })

  it('can catch a refusal, and reads why', async () => {
    const text = `async (input, souk) => {
      const codes = []
      for (const ask of [() => souk.http({ url: 'https://example.com' }), () => souk.storage.get(7)])
        await ask().catch(error => codes.push([error.name, error.code, error.message]))
      return codes
    }`
    expect(await answers(text, storage)).to.deep.equal({
      kind: 'value',
      value: [
        ['SoukError', 'not allowed', 'This add-on has no right to http.'],
        [
          'SoukError',
          'wrong input',
          'What storage.get was given is not right at key: Invalid input: expected string, received number.',
        ],
      ],
    })
  })

  it('is not told what went wrong inside the help desk', async () => {
    const broken: Handlers = { 'storage.get': () => Promise.reject(new Error('SQLITE_FULL at /srv/souk.db')) }
    const answer = await answers("(input, souk) => souk.storage.get('a')", broken)
    expect(answer.kind).to.equal('threw')
    expect(JSON.stringify(answer))
      .to.include('could not do storage.get')
      .and.not.match(/SQLITE|<souk>/)
    expect(runner.problems.at(-1)).to.include('storage.get failed for addon').and.include('SQLITE_FULL')
  })

  it('brings back where an error came from, for the author', async () => {
    const answer = await answers("() => { throw new RangeError('too far') }")
    expect(answer).to.have.property('kind', 'threw')
    expect(JSON.stringify(answer)).to.include('RangeError: too far').and.include('main.js:1')
  })

  it('is refused when it is told more than fits', async () => {
    const answer = await answers('() => 1', {}, { text: 'x'.repeat(300_000) })
    expect(answer).to.deep.equal({ kind: 'refused', why: 'What it is to be told is larger than 256 KB.' })
  })

  it('knows the settings as they are at its beginning', async () => {
    await runner.load(
      'addon',
      addonOf('export default { hooks: { it: (i, { settings }) => settings } }', { settings: { a: 1 } }),
    )
    const first = await runner.hook('addon')
    runner.configure('addon', { a: 2, list: [{ b: 3 }] })
    expect(first).to.deep.equal({ kind: 'value', value: { a: 1 } })
    expect(await runner.hook('addon')).to.deep.equal({ kind: 'value', value: { a: 2, list: [{ b: 3 }] } })
  })

  it('tells the help desk when nobody waits for an answer any more', async () => {
    let asking: Asking | undefined
    const slow: Handlers = {
      'storage.get': (_key, about) => {
        asking = about
        return new Promise(resolve =>
          about.signal.addEventListener('abort', () => resolve({ kind: 'done', value: 1 })),
        )
      },
    }
    await runner.load('addon', hookOf("(input, souk) => souk.storage.get('a')", slow))
    const answer = await runner.hook('addon', { ms: 100 })
    expect(asking).to.include({ entry: 'hook', name: 'it' })
    expect(asking?.signal.aborted).to.equal(true)
    expect(answer).to.deep.equal({ kind: 'refused', why: 'The help desk did not answer in time.' })
    expect(await runner.doing('addon')).to.include({ failures: 0, calls: 1 })
  })

  it('can do nothing in the name of a call that is over', async () => {
    const main = `let first
      export default { hooks: {
        keep: (input, souk) => { first = souk },
        use: () => first.storage.get('a').catch(error => error.code),
        write: () => first.log.info('from the past'),
      } }`
    await runner.load('keeper', addonOf(main, { handlers: storage }))
    await runner.hook('keeper', { name: 'keep' })
    expect(await runner.hook('keeper', { name: 'use' })).to.deep.equal({ kind: 'value', value: 'over' })
    await runner.hook('keeper', { name: 'write' })
    expect(runner.log('keeper')).to.deep.equal([])
  })

  it('goes on beside another one that waits', async () => {
    let open = () => {}
    const gate = new Promise<void>(resolve => (open = resolve))
    const handlers: Handlers = {
      'storage.get': async ({ key }) => {
        if (key === 'slow') await gate
        return { kind: 'done', value: key }
      },
    }
    await runner.load('addon', hookOf('({ key }, souk) => souk.storage.get(key)', handlers))
    const slow = runner.hook('addon', { input: { key: 'slow' } })
    expect(await runner.hook('addon', { input: { key: 'quick' } })).to.deep.equal({
      kind: 'value',
      value: 'quick',
    })
    open()
    expect(await slow).to.deep.equal({ kind: 'value', value: 'slow' })
  })

  it('shares nothing with other add-ons', async () => {
    const leaving = "() => { globalThis.left = 1; Array.prototype.left = 1; return 'left' }"
    await runner.load('one', hookOf(leaving))
    await runner.load('two', hookOf("() => ['left' in globalThis, 'left' in []]"))
    await runner.hook('one')
    expect(await runner.hook('two')).to.deep.equal({ kind: 'value', value: [false, false] })
  })
})
