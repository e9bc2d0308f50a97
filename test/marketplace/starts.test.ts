import { expect } from 'chai'
import { describe, it } from 'mocha'
import { startsIn } from '../../marketplace/code/starts.ts'

describe('Starts that come to nothing', () => {
  const desk = () => {
    const values = new Map<string, string>()
    const store = {
      get: async (name: string) => values.get(name),
      put: async (name: string, value: string) => void values.set(name, value),
    }
    let time = Date.parse('2026-11-22T10:00:00Z')
    return {
      of: (who: string) => startsIn(store, () => new Date(time), who),
      later: (ms: number) => void (time += ms),
    }
  }

  it('are three of one panel within ten minutes', async () => {
    const { of, later } = desk()
    const starts = of('one')
    expect([await starts.begin(), await starts.begin(), await starts.begin()]).to.deep.equal([
      false,
      false,
      true,
    ])
    later(601_000)
    expect(await starts.begin()).to.equal(false)
  })

  it('are none where several panels of one database begin together', async () => {
    const { of } = desk()
    for (const who of ['one', 'two', 'three', 'four']) expect(await of(who).begin(), who).to.equal(false)
    await of('one').settled()
    expect([await of('two').begin(), await of('two').begin()]).to.deep.equal([false, true])
    expect(await of('one').begin()).to.equal(false)
  })
})
