import { expect } from 'chai'
import { describe, it } from 'mocha'
import { heard, isOver, type Quiet, silenceIn, unheard } from '../../marketplace/entitlements/silence.ts'

const minute = 60_000
const day = 1_440 * minute
const begin = new Date('2026-11-22T12:00:00.000Z')
const after = (ms: number) => new Date(begin.getTime() + ms)

/** A panel that looks every quarter of an hour for so many days, and hears nothing. */
const quietFor = (days: number, from: Quiet = heard(begin)) => {
  let quiet = from
  const start = Date.parse(from.countedAt)
  for (let at = 15 * minute; at <= days * day; at += 15 * minute)
    quiet = unheard(quiet, new Date(start + at), false)
  return quiet
}

describe('Silence of the client area', () => {
  it('is counted while the panel runs, warned of after thirty days, and over after sixty', () => {
    expect(silenceIn(quietFor(29), after(29 * day))).to.include({ days: 29, lapsesAt: null })
    const warned = silenceIn(quietFor(31), after(31 * day))
    expect(warned).to.deep.equal({
      answeredAt: begin.toISOString(),
      days: 31,
      lapsesAt: after(60 * day).toISOString(),
    })
    expect(isOver(quietFor(59))).to.equal(false)
    expect(isOver(quietFor(60))).to.equal(true)
  })

  it('begins anew with every answer', () => {
    const quiet = heard(after(59 * day))
    expect(silenceIn(quiet, after(59 * day))).to.include({ days: 0, lapsesAt: null })
    expect(isOver(quietFor(59, quiet))).to.equal(false)
  })

  it('does not grow while the machine is stopped', () => {
    const stopped = unheard(quietFor(10), after(100 * day), true)
    expect(silenceIn(stopped, after(100 * day)).days).to.equal(10)
  })

  it('does not grow when the clock jumps, forward or back', () => {
    const jumped = unheard(quietFor(10), after(50 * day), false)
    expect(silenceIn(jumped, after(50 * day)).days).to.equal(10)
    const back = unheard(jumped, after(10 * day), false)
    expect(back.ms).to.equal(jumped.ms)
  })

  it('counts a help desk that never was connected, too', () => {
    const first = unheard(undefined, begin, true)
    expect(first).to.deep.equal({ answeredAt: null, ms: 0, countedAt: begin.toISOString() })
    expect(silenceIn(quietFor(40, first), after(40 * day)).lapsesAt).not.to.equal(null)
  })

  it('is nothing yet where nobody ever looked', () => {
    expect(silenceIn(undefined, begin)).to.deep.equal({ answeredAt: null, days: 0, lapsesAt: null })
    expect(isOver(undefined)).to.equal(false)
  })
})
