import { expect } from 'chai'
import type { AddonEntry, ReleaseEntry } from '../../contracts/catalogue.ts'
import { standingAt } from '../../marketplace/addons.ts'
import { newerReleases, newestRelease, offeredRelease, supports } from '../../marketplace/releases.ts'
import { addonNumber } from '../support/big-catalogue.ts'

const release = (version: string, more: Partial<ReleaseEntry> = {}): ReleaseEntry => {
  const [first] = addonNumber(0).releases
  if (!first) throw new Error('it has one')
  return { ...first, version, ...more }
}
const addonWith = (...releases: ReleaseEntry[]): AddonEntry => ({ ...addonNumber(0), releases })
const gone = {
  withdrawn: { reason: 'It was broken.', severity: 'stop' as const, at: '2026-01-01T00:00:00Z' },
}

describe('Which release is offered', () => {
  const cases: [string, ReleaseEntry[], string | undefined][] = [
    ['the newest', [release('1.0.0'), release('1.10.0'), release('1.9.0')], '1.10.0'],
    ['an older one that runs here', [release('2.0.0', { supports: '>=6.0.0' }), release('1.0.0')], '1.0.0'],
    ['none when none runs here', [release('1.0.0', { supports: '^6.0.0' })], undefined],
    ['never a withdrawn one', [release('1.1.0', gone), release('1.0.0')], '1.0.0'],
    ['no pre-release', [release('2.0.0-beta.1'), release('1.0.0')], '1.0.0'],
    ['nothing where the range makes no sense', [release('1.0.0', { supports: 'whatever' })], undefined],
  ]
  for (const [what, releases, version] of cases)
    it(`is ${what}`, () => {
      expect(offeredRelease(addonWith(...releases), '5.0.0')?.version).to.equal(version)
    })

  it('is a pre-release for those who opted in', () => {
    const addon = addonWith(release('2.0.0-beta.1'), release('1.0.0'))
    expect(offeredRelease(addon, '5.0.0', { preReleases: true })?.version).to.equal('2.0.0-beta.1')
  })

  it('supports what its range says', () => {
    expect(supports(release('1.0.0', { supports: '>=5.0.0 <6.0.0' }), '5.9.9')).to.equal(true)
    expect(supports(release('1.0.0', { supports: '>=5.0.0 <6.0.0' }), '6.0.0')).to.equal(false)
  })
})

describe('What is said of an add-on', () => {
  it('is that of its newest release, a pre-release only where there is nothing else', () => {
    expect(newestRelease(addonWith(release('2.0.0-rc.1'), release('1.0.0'))).version).to.equal('1.0.0')
    expect(newestRelease(addonWith(release('2.0.0-rc.1'))).version).to.equal('2.0.0-rc.1')
  })

  it('lists everything an update brings, newest first', () => {
    const addon = addonWith(
      release('1.3.0'),
      release('1.2.0', gone),
      release('1.1.0'),
      release('1.0.0'),
      release('2.0.0', { supports: '^6.0.0' }),
    )
    expect(newerReleases(addon, '1.0.0', '5.0.0').map(({ version }) => version)).to.deep.equal([
      '1.3.0',
      '1.2.0',
      '1.1.0',
    ])
    expect(newerReleases(addon, '1.3.0', '5.0.0')).to.deep.equal([])
  })
})

describe('The standing of the list', () => {
  const now = new Date('2026-06-10T12:00:00Z')
  const failure = { at: '2026-06-10T11:00:00.000Z', reason: 'out-of-reach' as const, detail: 'gone' }
  const copy = (asOf: string, expires = '2026-06-15T00:00:00Z') => ({ asOf, expires })
  const cases: [string, ReturnType<typeof copy> | null, typeof failure | null, string][] = [
    ['fresh when it was read today', copy('2026-06-10T11:30:00Z'), null, 'fresh'],
    ['stale when it was read more than a day ago', copy('2026-06-09T11:00:00Z'), null, 'stale'],
    ['stale when the last try failed', copy('2026-06-10T10:00:00Z'), failure, 'stale'],
    ['expired when the signature is', copy('2026-06-10T11:30:00Z', '2026-06-10T11:59:00Z'), null, 'expired'],
    ['never where nothing was read', null, failure, 'never'],
  ]
  for (const [what, held, failed, kind] of cases)
    it(`is ${what}`, () => {
      expect(standingAt(now, held, failed)).to.include({ kind })
    })
})
