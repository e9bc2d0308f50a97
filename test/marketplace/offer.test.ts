import { expect } from 'chai'
import type { AddonEntry, ReleaseEntry } from '../../contracts/catalogue.ts'
import type { Permissions } from '../../contracts/manifest.ts'
import { noRights } from '../../marketplace/code/rights.ts'
import type { Cancellation, Held, Silence } from '../../marketplace/entitlements.ts'
import { failure } from '../../marketplace/failures.ts'
import {
  type HelpDesk,
  type Installed,
  type Money,
  noMoney,
  type Offer,
  offer,
  type Question,
  unlistedOffer,
} from '../../marketplace/offer.ts'
import { cardState } from '../../marketplace/card-states.ts'
import { permissionNames } from '../../marketplace/permissions.ts'
import type { Pricing, Purchase, Quoted } from '../../marketplace/purchases.ts'
import { isNewsEverywhere } from '../../marketplace/updates/put-back-news.ts'

const bytes = { path: 'x', length: 1, sha256: '0'.repeat(64) }

const release = (version: string, more: Partial<ReleaseEntry> = {}): ReleaseEntry => ({
  version,
  published: '2026-01-01T00:00:00Z',
  supports: '>=5.0.0 <6.0.0',
  security: false,
  notes: '',
  size: 1,
  release: bytes,
  archive: bytes,
  from: 'catalogue',
  ...more,
})

const addon = (more: Partial<AddonEntry> = {}): AddonEntry => ({
  slug: 'french',
  kind: 'language',
  name: 'French',
  summary: 'French.',
  description: '',
  tags: [],
  author: { id: 'souk', name: 'Souk', verified: true },
  licence: 'MIT',
  prices: [],
  icon: { ...bytes, type: 'image/png', width: 128, height: 128 },
  screenshots: [],
  firstPublished: '2026-01-01T00:00:00Z',
  releases: [release('1.0.0')],
  ...more,
})

const withdrawn = { reason: 'Wrong words.', severity: 'advise' as const, at: '2026-01-02T00:00:00Z' }
const paid = [{ currency: 'USD', cycle: 'monthly' as const, amount: 400 }]
const ada = { id: 'ada', name: 'Ada', permissions: new Set(permissionNames) }
const cleo = { id: 'cleo', name: 'Cleo', permissions: new Set(['addons', 'languages'] as const) }
const fresh = { kind: 'fresh' as const, asOf: '2026-01-01T00:00:00Z', expires: '2027-01-01T00:00:00Z' }
const helpDesk = { version: '5.0.0', offline: false, safeMode: false, catalogue: fresh }
const connected = { licence: { state: 'active' as const }, place: 'at home' as const }
const asCopy = { ...connected, place: 'copy' as const }
const asked = { ...connected, place: 'moved or copy' as const }
const installed: Installed = { version: '1.0.0', active: true, altered: false }
const inactive: Installed = { ...installed, active: false }

const now = new Date('2026-02-01T12:00:00.000Z')
const daysFromNow = (days: number) => new Date(now.getTime() + days * 86_400_000).toISOString()

const held = (more: Partial<Held> = {}): Held => ({
  id: 'right',
  licence: 'licence',
  addon: 'french',
  kind: 'recurring',
  cycle: 'monthly',
  state: 'active',
  since: daysFromNow(-20),
  paidUntil: daysFromNow(11),
  nextCharge: { at: daysFromNow(11), amount: 400, currency: 'USD' },
  priceChange: null,
  pastDueSince: null,
  invoice: null,
  usableUntil: null,
  endedAt: null,
  endedBecause: null,
  endsAt: null,
  major: null,
  revision: 1,
  readAt: now.toISOString(),
  ...more,
})
const over = (more: Partial<Held> = {}) =>
  held({ state: 'ended', endedBecause: 'cancelled', usableUntil: daysFromNow(-1), ...more })
const suspended = held({ state: 'suspended', usableUntil: daysFromNow(-1) })

const bought = (more: Partial<Purchase> = {}): Purchase => ({
  reference: 'reference-of-a-purchase',
  addon: 'french',
  name: 'French',
  operatorId: 'ada',
  operator: 'Ada',
  licence: 'licence',
  account: { id: 'olive', name: 'Olive', email: 'olive@example.com' },
  quote: 'quote',
  cycle: 'monthly',
  currency: 'USD',
  total: 400,
  terms: '1',
  state: 'payment due',
  refusal: null,
  failure: null,
  invoice: null,
  entitlement: null,
  odd: null,
  placedAt: daysFromNow(-1),
  checkedAt: daysFromNow(-1),
  ...more,
})

const cancelled = (state: Cancellation['state']): Cancellation => ({
  reference: 'reference-of-a-cancellation',
  entitlement: 'right',
  addon: 'french',
  name: 'French',
  operatorId: 'ada',
  operator: 'Ada',
  state,
  askedAt: daysFromNow(0),
  settledAt: null,
})

const quoted: Quoted = {
  addon: 'french',
  licence: 'licence',
  account: { id: 'olive', name: 'Olive', email: 'olive@example.com' },
  card: null,
  archive: 'ready',
  terms: { url: 'https://example.com/terms', version: '1' },
  version: '1.0.0',
  readAt: now.toISOString(),
  quotes: [
    {
      id: 'quote',
      cycle: 'monthly',
      currency: 'USD',
      net: 400,
      tax: null,
      total: 400,
      nextCharge: null,
      expiresAt: daysFromNow(1),
    },
  ],
}
const priced: Pricing = { kind: 'quoted', quoted }

const question = (more: Partial<Question> = {}): Question => ({
  addon: addon(),
  installation: null,
  running: false,
  connection: connected,
  money: noMoney,
  operator: ada,
  helpDesk,
  now,
  ...more,
})
const ask = (more: Partial<Question> = {}) => offer(question(more))
/** The same of a paid one. */
const askPaid = (money: Partial<Money> = {}, more: Partial<Question> = {}) =>
  ask({ addon: addon({ prices: paid }), money: { ...noMoney, ...money }, ...more })
const kindsOf = (list: readonly { kind: string }[]) => list.map(({ kind }) => kind)

/** The rows of "get", first to last: each question meets this row's condition, and the table below adds all later ones. */
interface Row {
  title: string
  kind: Offer['get']['kind']
  makes: Partial<Omit<Question, 'money'>>
  money?: Partial<Money>
}
const rows: Row[] = [
  {
    title: 'nothing for what is installed and entitled',
    kind: 'nothing',
    makes: { installation: installed },
    money: { entitlement: held() },
  },
  {
    title: 'why there is no button in safe mode',
    kind: 'stopped',
    makes: { helpDesk: { ...helpDesk, safeMode: true } },
  },
  {
    title: 'which help desk an unsupported one needs',
    kind: 'not supported',
    makes: { addon: addon({ prices: paid, releases: [release('1.0.0', { supports: '>=6.0.0' })] }) },
  },
  {
    title: 'why a withdrawn one is gone',
    kind: 'withdrawn',
    makes: { addon: addon({ prices: paid, releases: [release('1.0.0', { withdrawn })] }) },
  },
  { title: 'Login', kind: 'login', makes: { connection: null } },
  {
    title: 'a suspended licence',
    kind: 'licence inactive',
    makes: { connection: { ...connected, licence: { state: 'suspended' } } },
  },
  {
    title: 'that a purchase is being checked',
    kind: 'checking',
    makes: {},
    money: { purchase: bought({ state: 'unknown' }) },
  },
  { title: 'the due invoice', kind: 'due', makes: {}, money: { purchase: bought() } },
  { title: 'Install for what is entitled', kind: 'install', makes: {}, money: { entitlement: held() } },
  {
    title: 'that a cancellation is not settled',
    kind: 'cancelling',
    makes: {},
    money: { cancellation: cancelled('unknown') },
  },
  {
    title: 'that a suspended one is to be paid',
    kind: 'suspended',
    makes: {},
    money: { entitlement: suspended },
  },
  { title: 'who may buy', kind: 'may not spend', makes: { operator: cleo } },
  { title: 'that a copy buys nothing', kind: 'copy', makes: { connection: asCopy } },
  {
    title: 'why it cannot be installed now',
    kind: 'obstacle',
    makes: {},
    money: { obstacle: failure('disk-full') },
  },
  {
    title: 'that prices are out of reach',
    kind: 'no price',
    makes: {},
    money: { pricing: { kind: 'out of reach' } },
  },
  { title: 'Purchase', kind: 'purchase', makes: {}, money: { pricing: priced } },
]

describe('The order of what an operator is shown', () => {
  for (const [at, row] of rows.entries())
    it(`begins with ${row.title}, whatever follows`, () => {
      const paidOne = { addon: addon({ prices: paid }) }
      const later = rows.slice(at + 1).toReversed()
      for (const other of [undefined, ...later]) {
        const makes = { ...paidOne, ...other?.makes, ...row.makes }
        const money = { ...noMoney, pricing: priced, ...other?.money, ...row.money }
        expect(ask({ ...makes, money }).get.kind, other?.title).to.equal(row.kind)
      }
    })

  it('shows no button at all while an operation of it runs', () => {
    const shown = askPaid({ entitlement: held() }, { running: true, installation: installed })
    expect(shown).to.deep.include({ running: true, get: { kind: 'nothing' } })
    expect([shown.update.kind, shown.manage.kind, shown.cancel.kind]).to.deep.equal(['none', 'none', 'none'])
  })
})

describe('What an operator may get', () => {
  const table: [string, Partial<Question>, string][] = [
    ['offers Install for a free language', {}, 'install'],
    ['offers nothing for what is installed already', { installation: installed }, 'nothing'],
    ['offers nothing while an operation runs', { running: true }, 'nothing'],
    ['offers nothing in safe mode', { helpDesk: { ...helpDesk, safeMode: true } }, 'stopped'],
    ['offers nothing offline', { helpDesk: { ...helpDesk, offline: true } }, 'stopped'],
    [
      'offers nothing from an expired catalogue',
      { helpDesk: { ...helpDesk, catalogue: { ...fresh, kind: 'expired' } } },
      'stopped',
    ],
    [
      'goes on offering from a stale catalogue',
      { helpDesk: { ...helpDesk, catalogue: { ...fresh, kind: 'stale' } } },
      'install',
    ],
    ['offers Install for a channel like for a language', { addon: addon({ kind: 'channel' }) }, 'install'],
    [
      'offers no channel in safe mode',
      { addon: addon({ kind: 'channel' }), helpDesk: { ...helpDesk, safeMode: true } },
      'stopped',
    ],
    ['asks for Login before a channel', { addon: addon({ kind: 'channel' }), connection: null }, 'login'],
    ['asks what a paid plugin costs', { addon: addon({ kind: 'plugin', prices: paid }) }, 'to be priced'],
    ['asks for Login before a paid one, too', { connection: null, addon: addon({ prices: paid }) }, 'login'],
    [
      'stops at an expired licence',
      { connection: { ...connected, licence: { state: 'expired' } } },
      'licence inactive',
    ],
    ['lets somebody who may not spend install a free one', { operator: cleo }, 'install'],
    ['lets a copy install a free one', { connection: asCopy }, 'install'],
  ]
  for (const [title, more, kind] of table)
    it(title, () => {
      expect(ask(more).get.kind).to.equal(kind)
    })

  const money: [string, Partial<Money>, string, Partial<Question>?][] = [
    ['asks for the prices of a paid one last of all', {}, 'to be priced'],
    ['offers Purchase once they are known', { pricing: priced }, 'purchase'],
    ['waits for an order that may not have been sent', { purchase: bought({ state: 'unsent' }) }, 'checking'],
    ['waits where the answer makes no sense', { purchase: bought({ state: 'needs a look' }) }, 'checking'],
    ['shows what is to be confirmed', { purchase: bought({ state: 'action required' }) }, 'due'],
    ['shows what is under way', { purchase: bought({ state: 'processing' }) }, 'due'],
    ['offers Install for what was bought once', { entitlement: held({ kind: 'one-time' }) }, 'install'],
    [
      'goes on entitling while a renewal is past due',
      { entitlement: held({ state: 'past due' }) },
      'install',
    ],
    [
      'offers nothing for one that is installed while the grace of an ended right lasts',
      { entitlement: over({ usableUntil: daysFromNow(3) }) },
      'nothing',
      { installation: installed },
    ],
    [
      'offers Purchase, not Install, for one that is not installed while that grace lasts',
      { entitlement: over({ usableUntil: daysFromNow(3) }), pricing: priced },
      'purchase',
    ],
    ['offers Purchase again after a cancellation', { entitlement: over(), pricing: priced }, 'purchase'],
    [
      'offers Purchase again for what is still on disk',
      { entitlement: over(), pricing: priced },
      'purchase',
      { installation: inactive },
    ],
    [
      'offers Purchase for one that was free when it was installed',
      { pricing: priced },
      'purchase',
      { installation: installed },
    ],
    ['lets a copy install what is entitled', { entitlement: held() }, 'install', { connection: asCopy }],
    ['buys nothing until "moved or copy?" is answered', {}, 'moved or copy', { connection: asked }],
    ['has no price in a currency it is not sold in', { pricing: { kind: 'not sold' } }, 'no price'],
    [
      'has no price when no cycle is sold',
      { pricing: { kind: 'quoted', quoted: { ...quoted, quotes: [] } } },
      'no price',
    ],
    [
      'has no price for what the client area knows as bought',
      { pricing: { kind: 'already entitled' } },
      'no price',
    ],
    ['asks for Login when the connection ended meanwhile', { pricing: { kind: 'not connected' } }, 'login'],
    ['stops when the licence ended meanwhile', { pricing: { kind: 'licence inactive' } }, 'licence inactive'],
  ]
  for (const [title, what, kind, more] of money)
    it(title, () => {
      expect(askPaid(what, more).get.kind).to.equal(kind)
    })

  it('says that it was bought already, but not of a free one', () => {
    expect(askPaid({ entitlement: held() }).get).to.include({ kind: 'install', bought: true })
    const free = held({ kind: 'free', cycle: null, paidUntil: null, nextCharge: null })
    expect(ask({ money: { ...noMoney, entitlement: free } }).get).to.include({
      kind: 'install',
      bought: false,
    })
  })

  it('remembers, beside Purchase, how the last right ended and that the files are here', () => {
    const { get } = askPaid(
      { entitlement: over({ endedBecause: 'refunded' }), pricing: priced },
      { installation: inactive },
    )
    expect(get).to.include({ kind: 'purchase', ended: 'refunded', onDisk: true })
  })

  it('offers the older release that fits, and says so', () => {
    const both = addon({ releases: [release('2.0.0', { supports: '>=6.0.0' }), release('1.0.0')] })
    const { get, notices } = ask({ addon: both })
    expect(get).to.deep.include({ kind: 'install', release: both.releases[1] })
    expect(notices).to.deep.equal([
      { kind: 'older release offered', version: '1.0.0', newest: '2.0.0', needs: '>=6.0.0' },
    ])
  })

  it('offers the release before a withdrawn one', () => {
    const both = addon({ releases: [release('1.1.0', { withdrawn }), release('1.0.0')] })
    expect(ask({ addon: both }).get).to.deep.include({ kind: 'install', release: both.releases[1] })
  })

  it('does not offer a pre-release', () => {
    const both = addon({ releases: [release('2.0.0-beta.1'), release('1.0.0')] })
    expect(ask({ addon: both }).get).to.deep.include({ kind: 'install', release: both.releases[1] })
  })
})

describe('What an operator is told of updates', () => {
  const both = addon({ releases: [release('1.1.0', { security: true }), release('1.0.0')] })

  it('names the newer release', () => {
    expect(ask({ addon: both, installation: installed }).update).to.deep.include({
      kind: 'update',
      release: both.releases[0],
      widened: [],
    })
  })
  it('brings the notes of every release after the installed one, newest first', () => {
    const versions = ['0.9.0', '1.2.0', '1.0.0', '1.1.0', '2.0.0-beta.1']
    const many = addon({ releases: versions.map(version => release(version)) })
    const { update } = ask({ addon: many, installation: installed })
    expect(update.kind === 'update' && update.notes.map(({ version }) => version)).to.deep.equal([
      '1.2.0',
      '1.1.0',
    ])
  })
  const rights = (more: Partial<Permissions> = {}): Permissions => ({ ...noRights, ...more })
  it('names each right that the newer one asks for beyond the installed one', () => {
    const wider = addon({
      releases: [
        release('1.1.0', { permissions: rights({ hosts: ['a.example', 'b.example'], publicAddress: true }) }),
        release('1.0.0', { permissions: rights({ hosts: ['a.example'], storage: 10 }) }),
      ],
    })
    expect(ask({ addon: wider, installation: installed }).update).to.deep.include({
      kind: 'update',
      widened: [{ kind: 'host', value: 'b.example' }, { kind: 'public-address' }],
    })
  })
  it('marks it when any release in between closes a security hole', () => {
    const three = addon({
      releases: [release('1.2.0'), release('1.1.0', { security: true }), release('1.0.0')],
    })
    const securityFrom = (version: string) =>
      ask({ addon: three, installation: { ...installed, version } }).update
    expect(securityFrom('1.0.0')).to.deep.include({ release: three.releases[0], security: true })
    expect(securityFrom('1.1.0')).to.deep.include({ release: three.releases[0], security: false })
  })
  it('asks for Login first', () => {
    expect(ask({ addon: both, installation: installed, connection: null }).update.kind).to.equal('login')
  })
  it('says that newer ones are for those who pay', () => {
    const paidOne = { ...both, prices: paid }
    expect(askPaid({ entitlement: over() }, { addon: paidOne, installation: inactive }).update.kind).to.equal(
      'not entitled',
    )
    expect(
      askPaid({ entitlement: held() }, { addon: paidOne, installation: installed }).update.kind,
    ).to.equal('update')
  })
  it('offers the newest of the major version that was bought', () => {
    const next = addon({ prices: paid, releases: ['2.0.0', '1.1.0', '1.0.0'].map(v => release(v)) })
    const right = held({ kind: 'one-time', major: 1 })
    const from = (version: string) =>
      askPaid({ entitlement: right }, { addon: next, installation: { ...installed, version } }).update
    expect(from('1.0.0')).to.deep.include({ kind: 'update', release: next.releases[1] })
    expect(from('1.1.0')).to.deep.equal({ kind: 'not entitled', release: next.releases[0] })
  })
  const stops: [string, Partial<HelpDesk>, string][] = [
    ['in safe mode', { safeMode: true }, 'safe mode'],
    ['offline', { offline: true }, 'offline'],
    ['from an expired catalogue', { catalogue: { ...fresh, kind: 'expired' } }, 'catalogue expired'],
  ]
  for (const [where, change, because] of stops)
    it(`names the newer release, but updates nothing ${where}, and says so before it asks for Login`, () => {
      const stopped = { ...helpDesk, ...change }
      const { update, older } = ask({
        addon: both,
        installation: installed,
        helpDesk: stopped,
        connection: null,
      })
      expect(update).to.deep.equal({ kind: 'stopped', release: both.releases[0], because })
      expect(older).to.deep.equal([])
    })
  it('says nothing of a release that is older than the installed one', () => {
    expect(ask({ addon: both, installation: { ...installed, version: '1.2.0' } }).update.kind).to.equal(
      'none',
    )
  })
  it('updates an inactive one, too, and one that somebody without the right to spend looks at', () => {
    expect(ask({ addon: both, installation: inactive, operator: cleo }).update.kind).to.equal('update')
  })
  it('names the help desk that the newest release needs', () => {
    const beyond = addon({ releases: [release('2.0.0', { supports: '>=6.0.0' }), release('1.0.0')] })
    expect(ask({ addon: beyond, installation: installed }).update).to.deep.equal({
      kind: 'newer help desk',
      version: '2.0.0',
      needs: '>=6.0.0',
    })
  })
  it('warns that the installed release was withdrawn', () => {
    const gone = addon({ releases: [release('1.0.0', { withdrawn })] })
    expect(ask({ addon: gone, installation: installed }).notices.map(({ kind }) => kind)).to.deep.equal([
      'installed release withdrawn',
    ])
  })
})

describe('Going to another release than the newest', () => {
  const three = addon({
    releases: [
      release('1.2.0'),
      release('1.1.0'),
      release('1.0.0', { withdrawn }),
      release('0.9.0', { supports: '>=4.0.0 <5.0.0' }),
      release('0.8.0'),
    ],
  })
  const newest: Installed = { ...installed, version: '1.2.0' }
  const olderOf = (more: Partial<Question>) =>
    ask({ addon: three, installation: newest, ...more }).older.map(one => one.release.version)
  const kept = {
    version: '1.1.0',
    generation: 1,
    settings: {},
    active: true,
    at: daysFromNow(-1),
    by: 'Ada',
  }

  it('can be chosen where it is older, runs here and is not withdrawn', () => {
    expect(olderOf({})).to.deep.equal(['1.1.0', '0.8.0'])
    expect(olderOf({ installation: installed })).to.deep.equal(['0.8.0'])
    expect(olderOf({ installation: null })).to.deep.equal([])
  })
  it('needs a login, a valid list and a right to it, as the newest does', () => {
    expect(olderOf({ connection: null })).to.deep.equal([])
    expect(olderOf({ helpDesk: { ...helpDesk, safeMode: true } })).to.deep.equal([])
    expect(olderOf({ running: true })).to.deep.equal([])
    expect(olderOf({ addon: { ...three, prices: paid } })).to.deep.equal([])
  })
  it('is not for the kept one, to which one goes back', () => {
    const { older, back } = ask({ addon: three, installation: { ...newest, previous: kept } })
    expect(older.map(one => one.release.version)).to.deep.equal(['0.8.0'])
    expect(back).to.deep.equal({ kind: 'back', to: kept })
  })
  it('goes back without login, list or right, but not to what may not run, and not twice at once', () => {
    const installation = { ...newest, previous: kept }
    const backOf = (more: Partial<Question>) => ask({ addon: three, installation, ...more }).back.kind
    expect(backOf({ connection: null, helpDesk: { ...helpDesk, offline: true } })).to.equal('back')
    expect(backOf({ running: true })).to.equal('none')
    expect(backOf({ installation: newest })).to.equal('none')
    const stop = release('1.1.0', { withdrawn: { ...withdrawn, severity: 'stop' } })
    expect(backOf({ addon: addon({ releases: [release('1.2.0'), stop] }) })).to.equal('none')
    const { addon: _, ...rest } = question({ installation })
    expect(unlistedOffer({ ...rest, kind: 'language' }).back.kind).to.equal('back')
  })
})

describe('What an operator is told of a release that did not do', () => {
  const putBack = {
    version: '1.1.0',
    to: '1.0.0',
    at: daysFromNow(-30),
    why: failure('code-stopped', { name: 'French', why: 'oh' }),
  }
  const noticesOf = (version: string | null) =>
    ask({ installation: version === null ? null : { ...installed, version }, putBack }).notices

  it('names it while an older one runs in its place', () => {
    expect(noticesOf('1.0.0')).to.deep.equal([{ kind: 'put back', putBack }])
  })
  it('forgets it once it, or a newer one, is installed, or none at all', () => {
    for (const version of ['1.1.0', '1.2.0', null]) expect(noticesOf(version), `${version}`).to.deep.equal([])
  })
  it('names it also where the list has it no more', () => {
    const { addon: _, ...rest } = question({ installation: installed, putBack })
    expect(kindsOf(unlistedOffer({ ...rest, kind: 'language' }).notices)).to.deep.equal([
      'put back',
      'no longer listed',
    ])
  })
  it('says it on every page for a week', () => {
    const at = (days: number) => ({ ...putBack, at: daysFromNow(-days) })
    expect(isNewsEverywhere(at(6), installed, now)).to.equal(true)
    expect(isNewsEverywhere(at(8), installed, now)).to.equal(false)
    expect(isNewsEverywhere(at(1), { version: '1.1.0' }, now)).to.equal(false)
  })
})

describe('Where an operator manages an add-on', () => {
  it('leads to the grid of its kind', () => {
    expect(ask({ installation: installed }).manage).to.deep.equal({
      kind: 'manage',
      grid: 'languages',
      allowed: true,
    })
  })
  it('names the grid that is not allowed', () => {
    expect(
      ask({ installation: installed, addon: addon({ kind: 'plugin' }), operator: cleo }).manage,
    ).to.deep.equal({ kind: 'manage', grid: 'plugins', allowed: false })
  })
  it('asks for set-up while it is active and a setting is missing', () => {
    const unfinished = { ...installed, needsSetUp: true }
    expect(ask({ installation: unfinished }).manage.kind).to.equal('set up')
    expect(ask({ installation: { ...unfinished, active: false } }).manage.kind).to.equal('manage')
    expect(ask({ installation: { ...unfinished, altered: true } }).manage.kind).to.equal('repair')
  })
  it('asks for a repair when files were altered', () => {
    expect(ask({ installation: { ...installed, altered: true } }).manage.kind).to.equal('repair')
  })
  it('shows no button while an operation runs', () => {
    expect(ask({ installation: installed, running: true }).manage.kind).to.equal('none')
  })
})

describe('Where an operator ends a subscription', () => {
  const table: [string, Partial<Money>, string, Partial<Question>?][] = [
    ['offers Cancel for a subscription', { entitlement: held() }, 'cancel', { installation: installed }],
    ['offers it before anything is installed', { entitlement: held() }, 'cancel'],
    ['offers it while a renewal is past due', { entitlement: held({ state: 'past due' }) }, 'cancel'],
    ['offers it while it is suspended', { entitlement: suspended }, 'cancel'],
    [
      'offers it in safe mode',
      { entitlement: held() },
      'cancel',
      { helpDesk: { ...helpDesk, safeMode: true } },
    ],
    [
      'offers it while the licence is suspended',
      { entitlement: held() },
      'cancel',
      { connection: { ...connected, licence: { state: 'suspended' } } },
    ],
    [
      'offers it again after a try that changed nothing',
      { entitlement: held(), cancellation: cancelled('refused') },
      'cancel',
    ],
    ['has none for what was bought once', { entitlement: held({ kind: 'one-time' }) }, 'none'],
    ['has none for what has ended', { entitlement: over() }, 'none'],
    ['has none for what ends by itself', { entitlement: held({ endsAt: daysFromNow(9) }) }, 'none'],
    ['has none without a right', {}, 'none'],
    ['has none for somebody who may not spend', { entitlement: held() }, 'none', { operator: cleo }],
    [
      'has none while one is being checked',
      { entitlement: held(), cancellation: cancelled('unknown') },
      'none',
    ],
    [
      'leads to the client area without a connection',
      { entitlement: held() },
      'elsewhere',
      { connection: null },
    ],
    [
      'leads there offline',
      { entitlement: held() },
      'elsewhere',
      { helpDesk: { ...helpDesk, offline: true } },
    ],
    ['leads there from a copy', { entitlement: held() }, 'elsewhere', { connection: asCopy }],
    ['leads there from a panel that may be one', { entitlement: held() }, 'elsewhere', { connection: asked }],
  ]
  for (const [title, money, kind, more] of table)
    it(title, () => {
      expect(askPaid(money, more).cancel.kind).to.equal(kind)
    })

  it('is reached for one that the catalogue lists no more, and managed there', () => {
    const { addon: _, ...rest } = question({
      installation: installed,
      money: { ...noMoney, entitlement: held() },
    })
    const gone = unlistedOffer({ ...rest, kind: 'language' })
    expect(gone).to.deep.include({ get: { kind: 'nothing' }, update: { kind: 'none' } })
    expect([gone.manage.kind, gone.cancel.kind, ...kindsOf(gone.notices)]).to.deep.equal([
      'manage',
      'cancel',
      'no longer listed',
    ])
    expect(unlistedOffer({ ...rest, installation: null, kind: null }).manage.kind).to.equal('none')
  })
})

describe('What an operator is told of money', () => {
  const silent: Silence = { answeredAt: daysFromNow(-40), days: 40, lapsesAt: daysFromNow(20) }
  const change = { from: daysFromNow(40), amount: 500, currency: 'USD' }
  const table: [string, Partial<Money>, string[], Partial<Question>?][] = [
    ['says nothing while all is paid', { entitlement: held() }, []],
    ['says since when a renewal is past due', { entitlement: held({ state: 'past due' }) }, ['past due']],
    ['says that it is suspended', { entitlement: suspended }, ['suspended'], { connection: null }],
    ['says so once, where the part above says it', { entitlement: suspended }, []],
    [
      'says until when an ended one runs on',
      { entitlement: over({ endedBecause: 'refunded', usableUntil: daysFromNow(3) }) },
      ['lapses'],
      { installation: installed },
    ],
    ['says why it was switched off', { entitlement: over() }, ['switched off'], { installation: inactive }],
    ['announces another price', { entitlement: held({ priceChange: change }) }, ['price change']],
    ['warns of silence', { entitlement: held(), silence: silent }, ['silence'], { installation: installed }],
    [
      'does not warn of a short one',
      { entitlement: held(), silence: { ...silent, lapsesAt: null } },
      [],
      { installation: installed },
    ],
    [
      'does not warn of it where it was bought once',
      { entitlement: held({ kind: 'one-time' }), silence: silent },
      [],
      { installation: installed },
    ],
    [
      'says that a cancellation is being checked',
      { entitlement: held(), cancellation: cancelled('asked') },
      ['cancellation unknown'],
    ],
    [
      'says that a cancellation changed nothing',
      { entitlement: held(), cancellation: cancelled('refused') },
      ['cancellation refused'],
    ],
    [
      'says when a subscription ends that was only scheduled',
      { entitlement: held({ endsAt: daysFromNow(9) }) },
      ['cancellation pending'],
    ],
    [
      'names an open purchase where its panel has no room',
      { purchase: bought() },
      ['open purchase'],
      { connection: null },
    ],
    ['does not name it twice', { purchase: bought() }, []],
    [
      'says that the last press charged nothing',
      { latest: bought({ state: 'not sent' }) },
      ['purchase ended'],
    ],
    ['says that an invoice is void', { latest: bought({ state: 'void' }) }, ['purchase ended']],
    ['forgets it after two weeks', { latest: bought({ state: 'void', checkedAt: daysFromNow(-15) }) }, []],
    [
      'does not mention it once it is bought',
      { latest: bought({ state: 'refused' }), entitlement: held() },
      [],
    ],
  ]
  for (const [title, money, kinds, more] of table)
    it(title, () => {
      expect(kindsOf(askPaid(money, more).notices)).to.deep.equal(kinds)
    })
})

describe('The state on a card', () => {
  const states: [string, Installed | null, ReleaseEntry[], string | null, Partial<Money>?][] = [
    ['is Installed', installed, [release('1.0.0')], 'installed'],
    ['is Inactive', inactive, [release('1.0.0')], 'inactive'],
    ['is Update, also for an inactive one', inactive, [release('1.3.0')], 'update'],
    ['is Needs set-up before Update', { ...installed, needsSetUp: true }, [release('1.3.0')], 'needs set-up'],
    ['is Inactive, whatever is missing', { ...inactive, needsSetUp: true }, [release('1.0.0')], 'inactive'],
    ['is Altered before anything else', { ...installed, altered: true }, [release('1.3.0')], 'altered'],
    ['is Not supported here', null, [release('1.0.0', { supports: '>=6.0.0' })], 'not supported'],
    ['is Withdrawn', null, [release('1.0.0', { withdrawn })], 'withdrawn'],
    ['is nothing for one that can be had', null, [release('1.0.0')], null],
    ['is Payment due while an invoice is open', null, [release('1.0.0')], 'due', { purchase: bought() }],
    [
      'is Payment due before Update while a renewal is past due',
      installed,
      [release('1.3.0')],
      'due',
      { entitlement: held({ state: 'past due' }) },
    ],
    [
      'is Payment being checked while nobody knows',
      null,
      [release('1.0.0')],
      'checking',
      { purchase: bought({ state: 'unknown' }) },
    ],
    [
      'is Payment being checked while it is under way',
      null,
      [release('1.0.0')],
      'checking',
      { purchase: bought({ state: 'processing' }) },
    ],
    [
      'is Purchased until it is installed',
      null,
      [release('1.0.0')],
      'purchased',
      { entitlement: held({ kind: 'one-time' }) },
    ],
    ['is Installed after that', installed, [release('1.0.0')], 'installed', { entitlement: held() }],
    ['is nothing once it has ended', null, [release('1.0.0')], null, { entitlement: over() }],
    [
      'is nothing for the right to a free one',
      null,
      [release('1.0.0')],
      null,
      { entitlement: held({ kind: 'free' }) },
    ],
  ]
  for (const [title, installation, releases, kind, money] of states)
    it(title, () => {
      const card = { addon: addon({ releases }), installation, money: { ...noMoney, ...money } }
      expect(cardState({ ...card, helpDesk: '5.0.0' })?.kind ?? null).to.equal(kind)
    })
})
