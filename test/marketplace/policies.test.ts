import { expect } from 'chai'
import fc from 'fast-check'
import { describe, it } from 'mocha'
import semver from 'semver'
import type { AddonEntry, ReleaseEntry } from '../../contracts/catalogue.ts'
import { noRights } from '../../marketplace/code/rights.ts'
import { failure } from '../../marketplace/failures.ts'
import { offeredRelease } from '../../marketplace/releases.ts'
import { noWishes, policies, type Policy, type UpdateWishes } from '../../marketplace/updates.ts'
import { isResting, isWornOut } from '../../marketplace/updates/automatic.ts'
import { longestWait, readDefaults, usualDefaults } from '../../marketplace/updates/defaults.ts'
import { rulesFor, withinRules } from '../../marketplace/updates/policies.ts'
import type { Run, RowState } from '../../marketplace/updates/runs.ts'
import { isOpen, isWindow, windowIn, windowText } from '../../marketplace/updates/window.ts'

const hour = 3_600_000
const now = new Date('2026-11-22T12:00:00.000Z')
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * hour).toISOString()

const file = { path: 'releases/x', length: 1, sha256: 'a'.repeat(64) }
const release = (version: string, change: Partial<ReleaseEntry> = {}): ReleaseEntry => ({
  version,
  published: hoursAgo(1000),
  supports: '>=5.0.0 <6.0.0',
  security: false,
  notes: '',
  permissions: noRights,
  size: 1,
  release: file,
  archive: file,
  from: 'catalogue',
  ...change,
})
const withdrawn = (version: string): ReleaseEntry =>
  release(version, { withdrawn: { reason: 'broken', severity: 'advise', at: hoursAgo(1) } })

const addonWith = (...releases: ReleaseEntry[]): AddonEntry => ({
  slug: 'auto-reply',
  kind: 'plugin',
  name: 'Auto reply',
  summary: '',
  description: '',
  tags: [],
  author: { id: 'souk', name: 'Souk', verified: true },
  licence: 'MIT',
  prices: [],
  icon: { ...file, type: 'image/png', width: 128, height: 128 },
  screenshots: [],
  firstPublished: hoursAgo(2000),
  releases: releases.toSorted((a, b) => semver.rcompare(a.version, b.version)),
})

/** What a policy puts in place of 1.2.3; undefined: nothing. */
const taken = (
  policy: Policy,
  releases: ReleaseEntry[],
  { waitHours = 0, ...wishes }: Partial<UpdateWishes> & { waitHours?: number } = {},
) => {
  const rules = rulesFor({ ...noWishes, policy, ...wishes, waitHours }, usualDefaults)
  const narrowed = withinRules(addonWith(release('1.2.3'), ...releases), '1.2.3', rules, now)
  const offered = offeredRelease(narrowed, '5.0.0')?.version
  return offered === '1.2.3' ? undefined : offered
}

describe('What is updated by itself', () => {
  const corrections = [release('1.2.4'), release('1.2.5')]
  const features = [release('1.3.0'), release('1.4.0')]
  const secure = [release('1.3.1', { security: true }), release('1.3.2')]
  const major = [release('2.0.0', { security: true })]
  const wider = { permissions: { ...noRights, hosts: ['example.com'] } }
  const cases: [string, Policy, ReleaseEntry[], string | undefined][] = [
    ['asks for everything by default', 'ask', [...corrections, ...secure], undefined],
    ['takes the newest release that closes a hole, and nothing newer', 'security', secure, '1.3.1'],
    ['takes nothing that closes no hole, where only security counts', 'security', features, undefined],
    ['takes the newest correction, though more is out', 'patch', [...corrections, ...features], '1.2.5'],
    ['takes no feature as a correction', 'patch', features, undefined],
    ['takes everything of the same major version', 'minor', [...corrections, ...features], '1.4.0'],
    ['never takes another major version', 'minor', major, undefined],
    ['never takes another major version, even if it closes a hole', 'security', major, undefined],
    ['takes the newest of its own major version beside another', 'minor', [...features, ...major], '1.4.0'],
    ['never takes a pre-release', 'minor', [release('1.3.0-beta.1')], undefined],
    ['never takes what was withdrawn', 'minor', [withdrawn('1.3.0')], undefined],
    ['never takes what needs another help desk', 'minor', [release('1.3.0', { supports: '>=6' })], undefined],
    ['never takes what asks for more', 'minor', [release('1.3.0', wider)], undefined],
    ['stops before a release that asks for more', 'minor', [...features, release('1.5.0', wider)], '1.4.0'],
  ]
  for (const [title, policy, releases, wanted] of cases)
    it(title, () => expect(taken(policy, releases)).to.equal(wanted))

  it('takes neither a skipped version nor one that was put back, but the one before', () => {
    expect(taken('minor', features, { skipped: ['1.4.0'] })).to.equal('1.3.0')
    const putBack = { version: '1.4.0', to: '1.2.3', at: hoursAgo(1), why: failure('code-failed') }
    expect(taken('minor', features, { putBack })).to.equal('1.3.0')
    expect(taken('minor', features, { putBack, skipped: ['1.3.0'] })).to.equal(undefined)
  })

  it('lets a release wait, and takes one meanwhile that has waited', () => {
    const fresh = [
      release('1.2.4', { published: hoursAgo(30) }),
      release('1.2.5', { published: hoursAgo(3) }),
    ]
    expect(taken('patch', fresh, { waitHours: 0 })).to.equal('1.2.5')
    expect(taken('patch', fresh, { waitHours: 24 })).to.equal('1.2.4')
    expect(taken('patch', fresh, { waitHours: 48 })).to.equal(undefined)
  })

  it('lets a release of the future wait, since the clock may be behind', () => {
    expect(taken('patch', [release('1.2.4', { published: hoursAgo(-1) })])).to.equal(undefined)
  })

  it("follows an add-on's own policy before that of all, also if it is to wait for nothing", () => {
    const all = { policy: 'minor', waitHours: 24 } as const
    expect(rulesFor(noWishes, all)).to.deep.include({ policy: 'minor', waitHours: 24 })
    expect(rulesFor({ ...noWishes, policy: 'ask', waitHours: 0 }, all)).to.deep.include({
      policy: 'ask',
      waitHours: 0,
    })
  })

  it('takes, of any releases, only what the policy allows, and the newest of that', () => {
    const version = fc
      .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 6 }))
      .map(parts => parts.join('.'))
    const some = fc.record({
      version: fc.oneof(
        version,
        version.map(one => `${one}-rc.1`),
      ),
      security: fc.boolean(),
      age: fc.integer({ min: -5, max: 100 }),
      wider: fc.boolean(),
    })
    fc.assert(
      fc.property(
        fc.uniqueArray(some, { selector: one => one.version, maxLength: 12 }),
        fc.constantFrom(...policies),
        fc.integer({ min: 0, max: 100 }),
        (all, policy, waitHours) => {
          const others = all.filter(one => one.version !== '1.2.3')
          const allowed = others.filter(
            one =>
              semver.gt(one.version, '1.2.3') &&
              semver.satisfies(one.version, policy === 'patch' ? '~1.2' : '^1.2') &&
              policy !== 'ask' &&
              (policy !== 'security' || one.security) &&
              one.age >= waitHours &&
              !one.wider,
          )
          const releases = others.map(one =>
            release(one.version, {
              security: one.security,
              published: hoursAgo(one.age),
              ...(one.wider && wider),
            }),
          )
          const newest = semver.rsort(allowed.map(one => one.version))[0]
          expect(taken(policy, releases, { waitHours })).to.equal(newest)
        },
      ),
    )
  })
})

describe('The hours in which it happens', () => {
  const at = (time: string, zone = 'UTC', window = { from: 22, until: 5 }) =>
    isOpen(window, new Date(time), zone)

  it('reach across midnight', () => {
    expect(at('2026-11-22T21:59:59Z')).to.equal(false)
    expect(at('2026-11-22T22:00:00Z')).to.equal(true)
    expect(at('2026-11-23T00:00:00Z')).to.equal(true)
    expect(at('2026-11-23T04:59:59Z')).to.equal(true)
    expect(at('2026-11-23T05:00:00Z')).to.equal(false)
  })

  it("are those of the help desk's own clock", () => {
    expect(at('2026-11-22T12:00:00Z', 'Asia/Tokyo', { from: 21, until: 22 })).to.equal(true)
    expect(at('2026-11-22T12:00:00Z', 'Asia/Kolkata', { from: 17, until: 18 })).to.equal(true)
    expect(at('2026-11-22T12:00:00Z', 'America/New_York', { from: 7, until: 8 })).to.equal(true)
  })

  it('that summer time leaves out do not come that day, and those that come twice count twice', () => {
    const two = { from: 2, until: 3 }
    const opensOn = (day: string) =>
      Array.from(
        { length: 96 },
        (_, quarter) => new Date(Date.parse(`${day}Z`) + (quarter * hour) / 4),
      ).filter(moment => isOpen(two, moment, 'Europe/Berlin')).length / 4
    // from midnight to midnight in Berlin
    expect(opensOn('2026-03-28T23:00')).to.equal(0)
    expect(opensOn('2026-03-29T22:00')).to.equal(1)
    expect(opensOn('2026-10-24T22:00')).to.equal(2)
  })

  it('are all, where none are chosen', () => {
    expect(isOpen(null, now, 'UTC')).to.equal(true)
  })

  it('are read as they were written, and nothing else is', () => {
    for (const text of ['', '5', '5-5', '24-3', '3-24', '-1-3', '22-5-6', '1e1-3', ' 2-3', undefined])
      expect(windowIn(text), String(text)).to.equal(null)
    expect(windowIn('22-5')).to.deep.equal({ from: 22, until: 5 })
    expect(windowText(null)).to.equal('')
  })

  const hourOfDay = fc.integer({ min: 0, max: 23 })
  const window = fc.record({ from: hourOfDay, until: hourOfDay }).filter(isWindow)
  const moment = fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
  const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'))

  it('are open or closed the whole of each hour on the wall, whatever the zone', () => {
    fc.assert(
      fc.property(window, moment, zone, ({ from, until }, when, timeZone) => {
        const wall = Number(
          new Intl.DateTimeFormat('en-US', { timeZone, hour: 'numeric', hourCycle: 'h23' }).format(when),
        )
        const hours = Array.from({ length: (until - from + 24) % 24 }, (_, n) => (from + n) % 24)
        expect(isOpen({ from, until }, when, timeZone)).to.equal(hours.includes(wall))
      }),
    )
  })

  it('and their opposite never are open at once, and never both closed', () => {
    fc.assert(
      fc.property(window, moment, zone, ({ from, until }, when, timeZone) => {
        const opposite = { from: until, until: from }
        expect(isOpen({ from, until }, when, timeZone)).to.not.equal(isOpen(opposite, when, timeZone))
      }),
    )
  })

  it('come back from storage as they were', () => {
    fc.assert(fc.property(window, one => void expect(windowIn(windowText(one))).to.deep.equal(one)))
  })
})

describe('The settings of updates', () => {
  const readFrom = (stored: Record<string, string>) => readDefaults({ get: async name => stored[name] })

  it('ask, wait a day and stop at the first failure, until somebody says otherwise', async () => {
    expect(await readFrom({})).to.deep.equal(usualDefaults)
  })

  it('pass over what another version of Souk stored', async () => {
    const strange = {
      'updates.policy': 'everything',
      'updates.waitHours': String(longestWait + 1),
      'updates.window': '25-99',
      'updates.stopAtFirst': 'maybe',
      timeZone: 'Mars/Olympus',
    }
    expect(await readFrom(strange)).to.deep.equal(usualDefaults)
  })
})

describe('After a failure', () => {
  const run = (state: RowState, at: string, change: Partial<Run> = {}): Run => ({
    id: 'run',
    operatorId: null,
    operator: 'Souk',
    automatic: true,
    stopsAtFailure: true,
    startedAt: at,
    finishedAt: at,
    rows: [{ addon: 'a', name: 'A', from: '1.0.0', version: '1.1.0', state, operation: null, failure: null }],
    ...change,
  })

  it('nothing more begins by itself until the next day, where the first failure ends it', () => {
    expect(isResting(undefined, now)).to.equal(false)
    expect(isResting(run('failed', hoursAgo(1)), now)).to.equal(true)
    expect(isResting(run('put back', hoursAgo(19)), now)).to.equal(true)
    expect(isResting(run('failed', hoursAgo(21)), now)).to.equal(false)
    expect(isResting(run('done', hoursAgo(1)), now)).to.equal(false)
    expect(isResting(run('refused', hoursAgo(1)), now)).to.equal(false)
    expect(isResting(run('failed', hoursAgo(1), { stopsAtFailure: false }), now)).to.equal(false)
  })

  it('a clock that was 40 days ahead holds nothing up', () => {
    expect(isResting(run('failed', hoursAgo(-960)), now)).to.equal(false)
    expect(isWornOut([hoursAgo(-960)], now)).to.equal(false)
  })

  it('the version is tried again the next day, three times at most', () => {
    expect(isWornOut([], now)).to.equal(false)
    expect(isWornOut([hoursAgo(2)], now)).to.equal(true)
    expect(isWornOut([hoursAgo(24)], now)).to.equal(false)
    expect(isWornOut([hoursAgo(72), hoursAgo(48), hoursAgo(24)], now)).to.equal(true)
  })
})
