import { expect } from 'chai'
import { hourly, restAfter } from '../../gateways/timetable.ts'
import { until } from '../support/programs.ts'

const minutes = (failures: number, chance = 0.5) => restAfter(failures, chance) / 60_000

describe('What is done about every hour', () => {
  it('comes at another minute for each help desk, so that they do not ask all at once', () => {
    expect([minutes(0, 0), minutes(0), minutes(0, 1)].map(Math.round)).to.deep.equal([48, 60, 72])
  })

  it('is tried again soon after a failure, then less and less often, and never less than hourly', () => {
    const rests = [1, 2, 3, 4, 5, 6, 7, 50].map(failures => restAfter(failures, 0.5) / 1000)
    expect(rests).to.deep.equal([5, 15, 45, 135, 405, 1215, 3600, 3600])
  })

  it('is done at once, and not again once it was stopped', async () => {
    let times = 0
    const timetable = hourly(() => Promise.resolve(++times > 0))
    timetable.start()
    timetable.stop()
    await until(
      () => times,
      () => 'the first time',
    )
    expect(times).to.equal(1)
  })
})
