import { expect } from 'chai'
import type { AddonEntry, ReleaseEntry } from '../../contracts/catalogue.ts'
import { type Installed, offer, type Question } from '../../marketplace/offer.ts'
import { cardState } from '../../marketplace/card-states.ts'
import { permissionNames } from '../../marketplace/permissions.ts'

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
const connected = { licence: { state: 'active' as const } }
const installed: Installed = { version: '1.0.0', active: true, altered: false }

const ask = (more: Partial<Question> = {}) =>
  offer({
    addon: addon(),
    installation: null,
    running: false,
    connection: connected,
    operator: ada,
    helpDesk,
    ...more,
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
    [
      'names the version that an unsupported one needs',
      { addon: addon({ releases: [release('1.0.0', { supports: '>=6.0.0' })] }) },
      'not supported',
    ],
    [
      'says why a withdrawn one is gone',
      { addon: addon({ releases: [release('1.0.0', { withdrawn })] }) },
      'withdrawn',
    ],
    [
      'says that a channel cannot run yet, also before Login',
      { addon: addon({ kind: 'channel' }), connection: null },
      'runs code',
    ],
    [
      'says that a paid plugin cannot run yet',
      { addon: addon({ kind: 'plugin', prices: paid }) },
      'runs code',
    ],
    ['asks for Login first', { connection: null }, 'login'],
    ['asks for Login before a paid one, too', { connection: null, addon: addon({ prices: paid }) }, 'login'],
    ['stops at a suspended licence', { connection: { licence: { state: 'suspended' } } }, 'licence inactive'],
    ['stops at an expired licence', { connection: { licence: { state: 'expired' } } }, 'licence inactive'],
    ['tells who may buy a paid one', { addon: addon({ prices: paid }), operator: cleo }, 'may not spend'],
    ['says that purchases come later', { addon: addon({ prices: paid }) }, 'no purchase yet'],
    ['lets somebody who may not spend install a free one', { operator: cleo }, 'install'],
  ]
  for (const [title, question, kind] of table)
    it(title, () => {
      expect(ask(question).get.kind).to.equal(kind)
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
      kind: 'no update yet',
      release: both.releases[0],
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
  it('says nothing of a release that is older than the installed one', () => {
    expect(ask({ addon: both, installation: { ...installed, version: '1.2.0' } }).update.kind).to.equal(
      'none',
    )
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
  it('asks for a repair when files were altered', () => {
    expect(ask({ installation: { ...installed, altered: true } }).manage.kind).to.equal('repair')
  })
  it('shows no button while an operation runs', () => {
    expect(ask({ installation: installed, running: true }).manage.kind).to.equal('none')
  })
})

describe('The state on a card', () => {
  const states: [string, Installed | null, ReleaseEntry[], string | null][] = [
    ['is Installed', installed, [release('1.0.0')], 'installed'],
    ['is Inactive', { ...installed, active: false }, [release('1.0.0')], 'inactive'],
    ['is Update, also for an inactive one', { ...installed, active: false }, [release('1.3.0')], 'update'],
    ['is Altered before anything else', { ...installed, altered: true }, [release('1.3.0')], 'altered'],
    ['is Not supported here', null, [release('1.0.0', { supports: '>=6.0.0' })], 'not supported'],
    ['is Withdrawn', null, [release('1.0.0', { withdrawn })], 'withdrawn'],
    ['is nothing for one that can be had', null, [release('1.0.0')], null],
  ]
  for (const [title, installation, releases, kind] of states)
    it(title, () => {
      expect(cardState(addon({ releases }), installation, '5.0.0')?.kind ?? null).to.equal(kind)
    })
})
