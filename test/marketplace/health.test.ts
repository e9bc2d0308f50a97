import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { CallOutcome } from '../../marketplace/code.ts'
import { checkUp } from '../../marketplace/code/health.ts'
import { noRights } from '../../marketplace/code/rights.ts'

const shaky = {
  slug: 'shaky',
  name: 'Shaky',
  kind: 'plugin',
  version: '1.1.0',
  rights: noRights,
  shelf: { addon: 'shaky', generation: 1 },
} as const
const names = { events: [], hooks: [], pages: [], schedule: false, migrate: false }
const value: CallOutcome = { kind: 'value', value: null }
const threw: CallOutcome = { kind: 'threw', why: 'No.' }

/** what it answers, one after the other, what it is called then, and how often it was asked */
const table: [('gone' | 'busy' | 'off' | CallOutcome)[], string, number][] = [
  [[value], 'well', 1],
  [[{ kind: 'absent' }], 'well', 1],
  [[threw], 'unwell', 1],
  [['gone', value], 'well', 2],
  [['busy', 'gone', value], 'well', 3],
  [['busy', threw], 'unwell', 2],
  [['gone', 'gone', 'gone'], 'not now', 3],
  [['busy', 'busy', 'busy'], 'not now', 3],
  [['off', 'gone', 'busy'], 'not now', 3],
]

describe('The health of an add-on', () => {
  for (const [answers, kind, times] of table) {
    const outcomes = answers.map(one => (typeof one === 'string' ? { kind: one } : one))
    it(`is called ${kind} after ${outcomes.map(one => one.kind).join(', ')}`, async () => {
      let asked = 0
      const call = async () => outcomes[asked++] ?? value
      expect((await checkUp({ call }, shaky, names)).kind).to.equal(kind)
      expect(asked).to.equal(times)
    })
  }

  it('is not asked for where a handler is missing that its manifest declares', async () => {
    const call = () => Promise.reject(new Error('was asked'))
    const scheduled = { ...shaky, rights: { ...noRights, schedule: '* * * * *' } }
    const checkup = await checkUp({ call }, scheduled, names)
    expect(checkup.kind === 'unwell' && checkup.why).to.include('a schedule')
  })
})
