import { expect } from 'chai'
import { hourly, restAfter, timetable } from '../../gateways/timetable.ts'
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
    const table = hourly(() => Promise.resolve(++times > 0))
    table.start()
    table.stop()
    await until(
      () => times,
      () => 'the first time',
    )
    expect(times).to.equal(1)
  })
})

describe('What is wanted soon', () => {
  it('is done at once, and then no more often than the gap allows, however often it is wanted', async () => {
    const times: number[] = []
    const table = timetable(() => Promise.resolve(times.push(performance.now()) > 0), {
      interval: 60_000,
      gap: 100,
    })
    for (let n = 0; n < 50; n++) table.soon()
    await until(
      () => times.length > 0,
      () => 'the first time',
    )
    for (let n = 0; n < 50; n++) table.soon()
    await until(
      () => times.length > 1,
      () => 'the second time',
    )
    expect((times[1] ?? 0) - (times[0] ?? 0)).to.be.at.least(90)
    table.stop()
    table.soon()
    expect(times).to.have.length(2)
  })

  it('is done once more when it is wanted while it is being done', async () => {
    let times = 0
    let finish = () => {}
    const table = timetable(
      () => {
        times += 1
        return new Promise(done => {
          finish = () => done(true)
        })
      },
      { interval: 60_000, gap: 0 },
    )
    table.soon()
    await until(
      () => times === 1,
      () => 'the first time',
    )
    table.soon()
    table.soon()
    finish()
    await until(
      () => times === 2,
      () => 'the second time',
    )
    table.stop()
    finish()
  })
})
