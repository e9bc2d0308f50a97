import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { NotJson, readJson } from '../../contracts/json.ts'
import { encodeFrame, frameReader, Garbled } from '../../contracts/runner.ts'
import { codeRunner } from '../../gateways/runner.ts'
import { cpuBudget } from '../../gateways/runner/budget.ts'
import { hookOf } from '../support/runner.ts'

const read = (text: string) => readJson(text, { most: 1000, deepest: 3 })

describe('JSON from add-on code', () => {
  it('is taken as it is, within its limits', () => {
    expect(read('{"a":[1,true,null,"é"]}')).to.deep.equal({ a: [1, true, null, 'é'] })
    expect(read('{"constructor":1,"prototype":2}')).to.deep.equal({ constructor: 1, prototype: 2 })
  })

  it('never becomes the prototype of anything', () => {
    const value = read('{"__proto__":{"admin":true},"\\u005f_proto__":1,"a":{"__proto__":[]}}')
    expect(JSON.stringify(value)).to.equal('{"a":{}}')
    expect(Object.assign({}, value)).not.to.have.property('admin')
  })

  it('is refused when it is too long, too deep, or none', () => {
    for (const [text, why] of [
      [`"${'é'.repeat(500)}"`, 'It is larger than 0.9765625 KB.'],
      ['[[[[1]]]]', 'It is nested too deeply.'],
      ['{"a":', 'It is not JSON.'],
      ['', 'It is not JSON.'],
    ] as const)
      expect(() => read(text), text.slice(0, 20)).to.throw(NotJson, why)
  })
})

describe('The frames between panel and runner', () => {
  const all = (chunks: Buffer[]) => {
    const take = frameReader()
    return chunks.flatMap(chunk => [...take(chunk)])
  }

  it('arrive whole, however they are cut on the way', () => {
    const bytes = Buffer.concat([
      encodeFrame({ a: 1 }, 'é'),
      encodeFrame({ b: 2 }),
      encodeFrame({}, 'x'.repeat(999)),
    ])
    const whole = [
      { head: { a: 1 }, body: 'é' },
      { head: { b: 2 }, body: '' },
      { head: {}, body: 'x'.repeat(999) },
    ]
    expect(all([bytes])).to.deep.equal(whole)
    expect(all([...bytes].map(byte => Buffer.from([byte])))).to.deep.equal(whole)
  })

  it('are refused when one says that it is endless, or its head is no JSON', () => {
    expect(() => all([Buffer.alloc(8, 0xff)])).to.throw(Garbled, 'too long')
    const broken = encodeFrame({ a: 1 })
    broken.write('!', 8)
    expect(() => all([broken])).to.throw(Garbled, 'not JSON')
  })
})

describe('A runner that has been taken over', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'souk-runner-'))
    mkdirSync(join(folder, 'dist/runner'), { recursive: true })
    mkdirSync(join(folder, 'dist/contracts'))
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const saying = async (...frames: Buffer[]) => {
    const program = join(folder, 'dist/runner/main.js')
    const bytes = Buffer.concat(frames).toString('base64')
    const text = `import { Socket } from 'node:net'
      const panel = new Socket({ fd: 3 })
      panel.on('close', () => process.exit()).write(Buffer.from('${bytes}', 'base64'))
      setInterval(() => {}, 1000)`
    writeFileSync(program, text)
    const problems: string[] = []
    const problem = (words: string) => void problems.push(words)
    const runner = codeRunner({ program, now: () => new Date(), switchedOff: () => {}, problem })
    const loaded = await runner.load('addon', hookOf('() => 1'))
    await runner.close()
    return { loaded, problems }
  }

  const ready = encodeFrame({ kind: 'ready' })

  for (const [what, frame] of Object.entries({
    'a frame without end': Buffer.alloc(64, 0xff),
    'a word that nobody knows': encodeFrame({ kind: 'pay', amount: 1 }),
    'a word with something added': encodeFrame({ kind: 'ready', panel: 'mine' }),
    'an ask for what no add-on may ask': encodeFrame({
      kind: 'ask',
      addon: 1,
      call: 1,
      ask: 1,
      verb: 'constructor',
    }),
    'a turn that is to last an hour': encodeFrame({ kind: 'turn', addon: 1, call: 1, ms: 3_600_000 }),
  }))
    it(`is ended when it says ${what}`, async () => {
      const { loaded, problems } = await saying(ready, frame)
      expect(loaded).to.deep.equal({ kind: 'gone' })
      expect(problems).to.include('The runner of add-on code does not keep to the contract')
      expect(problems.join()).to.include('lost: ended with SIGKILL')
    })

  it('gets nowhere with words on add-ons and calls that it does not have', async () => {
    const words = [
      encodeFrame({ kind: 'loaded', addon: 99 }, '{}'),
      encodeFrame({ kind: 'done', addon: 99, call: 7, ending: 'value' }, '1'),
      encodeFrame({ kind: 'ask', addon: 99, call: 7, ask: 1, verb: 'http' }, '{}'),
      encodeFrame({ kind: 'log', addon: 99, level: 'info' }, 'x'),
    ]
    const { loaded, problems } = await saying(ready, ...words)
    expect(loaded).to.deep.equal({ kind: 'timed out' })
    expect(problems).to.deep.equal([])
  })
})

describe('The processor time of an add-on', () => {
  it('is ten seconds a minute, and then it has to wait for the next', () => {
    let now = 0
    const budget = cpuBudget(() => now)
    budget.use(9_999)
    expect(budget.isSpent()).to.equal(false)
    budget.use(2)
    expect(budget.isSpent()).to.equal(true)
    now = 59_999
    expect(budget.isSpent()).to.equal(true)
    now = 60_000
    expect([budget.isSpent(), budget.all()]).to.deep.equal([false, 10_001])
  })
})
