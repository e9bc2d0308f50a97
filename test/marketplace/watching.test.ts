import { expect } from 'chai'
import { beforeEach, describe, it } from 'mocha'
import type { Doing } from '../../marketplace/code.ts'
import { failure } from '../../marketplace/failures.ts'
import type { Installation } from '../../marketplace/installations.ts'
import type { Operation } from '../../marketplace/operations.ts'
import type { Watch } from '../../marketplace/updates.ts'
import { type WatchNeeds, watchingUpdates } from '../../marketplace/updates/watching.ts'

const begin = Date.parse('2026-11-22T08:00:00.000Z')
const time = (seconds: number) => new Date(begin + seconds * 1000).toISOString()
const shaky: Installation = {
  addon: 'shaky',
  kind: 'plugin',
  name: 'Shaky',
  version: '1.1.0',
  active: true,
  altered: false,
  settings: {},
  failure: null,
  installedAt: time(0),
  changedAt: time(0),
  changedBy: 'Ada',
  generation: 2,
  moving: null,
  draining: false,
  previous: { version: '1.0.0', generation: 1, settings: {}, active: true, at: time(0), by: 'Ada' },
}
const window: Watch = {
  addon: 'shaky',
  operation: 'first',
  from: '1.0.0',
  to: '1.1.0',
  since: time(0),
  until: time(60),
  ranAt: time(0),
  calls: 0,
  failures: 0,
  lastError: null,
  trouble: null,
}
const putBack: Operation = {
  id: 'second',
  kind: 'put-back',
  addon: 'shaky',
  addonKind: 'plugin',
  name: 'Shaky',
  version: '1.0.0',
  operatorId: null,
  operator: 'Souk',
  stage: 'check',
  state: 'failed',
  input: {},
  failure: failure('out-of-reach'),
  attempts: 1,
  startedAt: time(0),
  finishedAt: time(0),
}
const doing = (calls: number, failures: number): Doing => ({
  state: 'loaded',
  calls,
  failures,
  lastError: undefined,
  cpu: 0,
  memory: 0,
})

describe('The first minute of a new release', () => {
  let seconds = 0
  let watches: Watch[] = []
  let begun: string[] = []
  let latest: Operation | undefined
  let installed: Installation = shaky
  beforeEach(() => {
    ;[seconds, watches, begun, latest, installed] = [0, [window], [], undefined, shaky]
  })

  /** One panel process of several on one database, in which the add-on does so. */
  const panel = (does: () => Doing | undefined) =>
    watchingUpdates({
      updates: {
        watches: async () => [...watches],
        move: async (_, next) => void (watches = watches.map(watch => ({ ...watch, ...next }))),
        count: async (_, { calls, failures, lastError }) =>
          void (watches = watches.map(watch => ({
            ...watch,
            calls: watch.calls + calls,
            failures: watch.failures + failures,
            lastError: lastError ?? watch.lastError,
          }))),
        unwatch: async (_, operation) =>
          void (watches = watches.filter(kept => operation !== undefined && kept.operation !== operation)),
      },
      installations: { find: async () => installed },
      operations: {
        openFor: async () => undefined,
        latestFor: async () => latest,
        async start({ kind }) {
          begun.push(kind)
          throw new Error('it ends here')
        },
      },
      doing: async () => does(),
      call: async () => ({ kind: 'value', value: null }),
      now: () => new Date(time(seconds)),
    } satisfies WatchNeeds)
  const look = (from: ReturnType<typeof panel>) => from.look().catch(() => true)

  it('is judged by the process in which it fails, though it does well in another one', async () => {
    const well = panel(() => doing(3, 0))
    const badly = panel(() => doing(5, 2))
    await look(well)
    await look(badly)
    seconds = 60
    await look(well)
    await look(badly)
    expect(begun).to.deep.equal(['put-back'])
  })

  it('lasts no hour where the clock goes back by one', async () => {
    const here = panel(() => doing(3, 0))
    await look(here)
    seconds = -3_600
    await look(here)
    expect(watches[0]?.until).to.equal(time(-3_540))
    seconds = -3_500
    await look(here)
    expect(watches).to.deep.equal([])
  })

  it('goes on until it was asked three times, however far the clock goes ahead', async () => {
    let calls = 1
    const here = panel(() => doing(calls, 0))
    await look(here)
    seconds = 40 * 86_400
    await look(here)
    expect(watches).to.have.length(1)
    calls = 3
    await look(here)
    expect(watches).to.deep.equal([])
  })

  it('is judged by the failures of all processes together', async () => {
    let [mine, yours] = [doing(1, 0), doing(1, 0)]
    const one = panel(() => mine)
    const other = panel(() => yours)
    const both = async () => {
      await look(one)
      await look(other)
    }
    await both()
    ;[mine, yours] = [doing(4, 1), doing(4, 1)]
    await both()
    expect(begun).to.deep.equal([])
    mine = doing(5, 2)
    await both()
    expect(begun).to.include('put-back')
    expect(watches[0]).to.include({ calls: 9, failures: 3 })
  })

  it('stands still while its code does not run, and goes on when it does', async () => {
    let does: Doing | undefined = doing(1, 0)
    const here = panel(() => does)
    await look(here)
    does = undefined
    for (seconds of [10, 100, 3_000]) await look(here)
    expect(watches).to.have.length(1)
    does = doing(3, 0)
    seconds = 3_600
    await look(here)
    expect(watches[0]?.until).to.equal(time(3_660))
    does = doing(4, 3)
    await look(here)
    expect(begun).to.deep.equal(['put-back'])
  })

  it('is not ended by who still looks at the release before', async () => {
    const here = panel(() => doing(3, 0))
    const second = { ...window, operation: 'second', from: '1.1.0', to: '1.2.0' }
    installed = { ...shaky, version: '1.2.0' }
    const looking = look(here)
    watches = [second]
    await looking
    expect(watches).to.deep.equal([second])
  })

  it('ends for one that was switched off by hand, or for what is not its doing', async () => {
    installed = { ...shaky, active: false, failure: failure('unsupported') }
    await look(panel(() => undefined))
    expect([begun, watches]).to.deep.equal([[], []])
  })

  it('brings the release before back for one that was switched off for its code', async () => {
    installed = { ...shaky, active: false, failure: failure('code-stopped') }
    await look(panel(() => undefined))
    expect(begun).to.deep.equal(['put-back'])
  })

  it('is not followed by one try after the other to put it back, where that cannot be done', async () => {
    const here = panel(() => doing(5, 3))
    await look(here)
    latest = { ...putBack, finishedAt: time(0) }
    for (seconds of [1, 2, 59]) await look(here)
    expect(begun).to.deep.equal(['put-back'])
    seconds = 61
    await look(here)
    expect(begun).to.deep.equal(['put-back', 'put-back'])
    latest = { ...putBack, finishedAt: time(661) }
    seconds = 662
    await look(here)
    expect([begun.length, watches]).to.deep.equal([2, []])
  })
})
