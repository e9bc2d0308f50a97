import { expect } from 'chai'
import { beforeEach, describe, it } from 'mocha'
import { restAfter } from '../../gateways/timetable.ts'
import { paced } from '../../marketplace/entitlements/pace.ts'
import type { Synced } from '../../marketplace/entitlements.ts'

const minute = 60_000

describe('How often the client area is asked', () => {
  let now = new Date()
  let asked: string[] = []
  let isWaiting = false
  let answer: Synced = { kind: 'synced' }
  const ask = (how: string) => () => {
    asked.push(how)
    return Promise.resolve(answer)
  }
  const begin = () =>
    paced(
      { look: ask('feed'), sync: ask('all'), isWaiting: () => Promise.resolve(isWaiting) },
      () => now,
      (failures, most) => restAfter(failures, 0.5, most),
    )
  /** looks every half minute for so long, and answers with what was asked */
  const goOn = async (pace: ReturnType<typeof begin>, minutes: number) => {
    asked = []
    for (let half = 0; half < minutes * 2; half++) {
      now = new Date(now.getTime() + minute / 2)
      await pace({ isWanted: false })
    }
    return asked
  }
  beforeEach(() => {
    now = new Date()
    isWaiting = false
    answer = { kind: 'synced' }
  })

  it('is about every quarter of an hour where nothing is open, and all is read then', async () => {
    expect(await goOn(begin(), 60)).to.deep.equal(['all', 'all', 'all', 'all'])
  })

  it('is every half minute while something waits for an answer, mostly for the feed', async () => {
    isWaiting = true
    const all = await goOn(begin(), 20)
    expect(all).to.have.length(40)
    expect(all.filter(how => how === 'all')).to.have.length.within(2, 3)
  })

  it('is at once when somebody wants it', async () => {
    const pace = begin()
    await goOn(pace, 1)
    asked = []
    await pace({ isWanted: true })
    expect(asked).to.deep.equal(['feed'])
  })

  it('is less and less often while there is no answer', async () => {
    answer = { kind: 'failed', why: 'away' }
    expect(await goOn(begin(), 60)).to.have.length.within(6, 12)
  })

  it('does not stop for a clock that is set back or jumps ahead', async () => {
    const pace = begin()
    await goOn(pace, 20)
    now = new Date(now.getTime() - 60 * minute)
    expect((await goOn(pace, 20)).length).to.be.within(1, 3)
    now = new Date(now.getTime() + 40 * 1_440 * minute)
    expect((await goOn(pace, 20)).length).to.be.within(1, 3)
  })
})
