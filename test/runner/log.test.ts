import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { hookOf, startRunner, type TestRunner } from '../support/runner.ts'

describe('The log of an add-on', () => {
  let runner: TestRunner
  before(async () => {
    runner = await startRunner()
  })
  after(() => runner.close())

  it('keeps what the add-on wrote, with level and time', async () => {
    await runner.load(
      'addon',
      hookOf("(i, { log }) => { log.info('one'); log.warn({}); log.error('three') }"),
    )
    await runner.hook('addon')
    const lines = runner.log('addon').map(({ level, text }) => `${level}: ${text}`)
    expect(lines).to.deep.equal(['info: one', 'warn: [object Object]', 'error: three'])
    expect(runner.log('addon')[0]?.at).to.be.instanceOf(Date)
  })

  it('takes a hundred lines of a call, says that more are left out, and cuts long ones', async () => {
    const many = "(i, { log }) => { for (let n = 0; n < 500; n++) log.info(n + 'x'.repeat(5000)) }"
    await runner.load('addon', hookOf(many))
    await runner.hook('addon')
    const lines = runner.log('addon').filter(({ text }) => /^\d+x/.test(text))
    expect(lines.length).to.equal(100)
    expect(Math.max(...lines.map(({ text }) => text.length))).to.equal(2000)
    expect(runner.log('addon').at(-1)?.text).to.equal('More lines follow, and are left out.')
  })

  it('keeps the last two hundred lines, and three hundred a minute', async () => {
    await runner.load(
      'chatty',
      hookOf("({ n }, { log }) => { for (let i = 0; i < 90; i++) log.info(n + '.' + i) }"),
    )
    for (let n = 0; n < 6; n++) await runner.hook('chatty', { input: { n } })
    const lines = runner.log('chatty').map(({ text }) => text)
    expect(lines.length).to.equal(200)
    expect(lines.slice(-2)).to.deep.equal(['3.29', 'More lines follow, and are left out.'])
  })
})
