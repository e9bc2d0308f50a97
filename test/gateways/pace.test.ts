import { expect } from 'chai'
import { describe, it } from 'mocha'
import { paceOf } from '../../gateways/catalogue/pace.ts'

describe('The pace of a refresh', () => {
  const walk = () => {
    let time = 5_000
    const pace = paceOf(() => time)
    return { pace, wait: (ms: number) => void (time += ms) }
  }

  it('gives each file twenty seconds, and all of them two minutes', () => {
    const { pace, wait } = walk()
    expect(pace.deadline()).to.equal(20_000)
    wait(110_000)
    expect(pace.deadline()).to.equal(10_000)
    wait(20_000)
    expect(pace.deadline()).to.equal(1)
  })

  it('gives a long list on a slow line more time as its bytes come', () => {
    const { pace, wait } = walk()
    wait(119_000)
    pace.came(4_000_000)
    expect(pace.deadline()).to.equal(20_000)
    wait(199_000)
    expect(pace.deadline()).to.equal(2_000)
  })

  it('cuts off a host that sends every file just in time', () => {
    const { pace, wait } = walk()
    let files = 0
    while (pace.deadline() >= 19_000 && files < 100) {
      wait(19_000)
      pace.came(2_000)
      files += 1
    }
    expect(files).to.be.below(8)
  })

  it('begins anew with each refresh', () => {
    const { pace, wait } = walk()
    wait(500_000)
    pace.begin()
    expect(pace.deadline()).to.equal(20_000)
  })
})
