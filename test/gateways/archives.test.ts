import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import * as nodeFiles from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { after, afterEach, before, beforeEach, describe, it } from 'mocha'
import type { AddonEntry } from '../../contracts/catalogue.ts'
import { archivesIn } from '../../gateways/archives.ts'
import { diskIn, type Files } from '../../gateways/disk.ts'
import { Failed } from '../../marketplace/failures.ts'
import type { Archives } from '../../marketplace/installations.ts'
import { type Market, market } from '../support/market.ts'

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof Failed ? error.failure.code : String(error)),
  )

const failing = (code: string) => Object.assign(new Error(code), { code })

describe('Archives', function () {
  this.timeout(20_000)
  let shop: Market
  let addons: AddonEntry[]
  let folder: string
  before(async () => {
    shop = await market()
    addons = await (await shop.shop.helpDesk()).refresh()
  })
  after(() => shop.close())
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'souk-archives-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const archives = (files?: Partial<Files>, signal = new AbortController().signal): Archives => {
    const disk = diskIn(folder, { ...nodeFiles, ...files })
    return archivesIn({ disk, catalogueUrl: new URL(shop.url), signal })
  }
  const listed = (slug: string) => {
    const addon = addons.find(one => one.slug === slug)
    const entry = addon?.releases[0]
    if (!addon || !entry) throw new Error(`no ${slug}`)
    return { addon, entry }
  }
  const put = async (from: Archives, slug: string, work = 'work-1') => {
    const { addon, entry } = listed(slug)
    await from.download(work, addon, entry)
    const placed = await from.verify(work, addon, entry)
    await from.unpack(work, placed, false)
    return placed
  }
  const everything = () => readdirSync(folder, { recursive: true }).map(String)

  it('lie beside each other by add-on and version, and nothing else stays', async () => {
    const placed = await put(archives(), 'french')
    expect(everything().toSorted()).to.deep.equal([
      'addons',
      'addons/french',
      'addons/french/1.0.0',
      'addons/french/1.0.0/messages.json',
      'downloads',
      'staging',
    ])
    expect(await archives().state(placed)).to.equal('intact')
  })

  it('are refused when a genuine one of another add-on stands in the signed listing', async () => {
    const { addon, entry } = listed('french')
    const other = listed('german').entry
    const lying = { ...entry, release: other.release, archive: other.archive }
    const from = archives()
    await from.download('work-1', addon, lying)
    expect(await codeOf(from.verify('work-1', addon, lying))).to.equal('another-release')
    const plugin: AddonEntry = { ...addon, kind: 'plugin' }
    await from.download('work-2', plugin, entry)
    expect(await codeOf(from.verify('work-2', plugin, entry))).to.equal('another-release')
    const newer = { ...entry, version: '2.0.0' }
    await from.download('work-3', addon, newer)
    expect(await codeOf(from.verify('work-3', addon, newer))).to.equal('another-release')
  })

  it('are looked at again before they are unpacked: a file swapped after the download is refused', async () => {
    const { addon, entry } = listed('french')
    const from = archives()
    await from.download('work-1', addon, entry)
    writeFileSync(join(folder, 'downloads/work-1/archive.tgz'), Buffer.alloc(entry.archive.length))
    expect(await codeOf(from.verify('work-1', addon, entry))).to.equal('wrong-bytes')
  })

  it('are read only while their bytes are the signed ones', async () => {
    const from = archives()
    const placed = await put(from, 'french')
    expect((await from.read(placed, 'messages.json'))?.toString()).to.include('Se déconnecter')
    expect(await from.read(placed, 'other.json')).to.equal(undefined)
    const file = join(folder, 'addons/french/1.0.0/messages.json')
    rmSync(file)
    symlinkSync('/etc/passwd', file)
    expect(await from.read(placed, 'messages.json')).to.equal(undefined)
    expect(await from.state(placed)).to.equal('altered')
    rmSync(join(folder, 'addons/french'), { recursive: true })
    expect(await from.state(placed)).to.equal('missing')
  })

  const alterations: [string, (at: string) => void][] = [
    ['a file beside the listed ones', at => writeFileSync(join(at, 'extra.js'), '')],
    ['a hidden file', at => writeFileSync(join(at, '.htaccess'), '')],
    ['an empty folder', at => mkdirSync(join(at, 'more'))],
    ['a deep folder with a file', at => deepFile(join(at, 'a/b/c'))],
    ['a link beside them', at => symlinkSync('/etc/passwd', join(at, 'link'))],
    [
      'a link in place of a file, to the very bytes',
      at => {
        renameSync(join(at, 'messages.json'), join(at, '../elsewhere'))
        symlinkSync('../elsewhere', join(at, 'messages.json'))
      },
    ],
    [
      'a folder in place of a file',
      at => {
        rmSync(join(at, 'messages.json'))
        mkdirSync(join(at, 'messages.json'))
      },
    ],
    [
      'a file in place of the whole folder',
      at => {
        rmSync(at, { recursive: true })
        writeFileSync(at, '')
      },
    ],
    [
      'a link in place of the whole folder',
      at => {
        renameSync(at, `${at}/../../../moved`)
        symlinkSync('../../moved', at)
      },
    ],
    [
      'a dead link in place of the whole folder',
      at => {
        rmSync(at, { recursive: true })
        symlinkSync('/nowhere', at)
      },
    ],
    ['no file', at => rmSync(join(at, 'messages.json'))],
    ['one more byte', at => writeFileSync(join(at, 'messages.json'), '\n', { flag: 'a' })],
  ]
  for (const [title, alter] of alterations)
    it(`are altered when there is ${title}, and whole again once they were replaced`, async () => {
      const from = archives()
      const { addon, entry } = listed('french')
      const placed = await put(from, 'french')
      alter(join(folder, 'addons/french/1.0.0'))
      expect(await from.state(placed)).to.equal('altered')
      await from.download('work-2', addon, entry)
      await from.unpack('work-2', placed, true)
      expect(await from.state(placed)).to.equal('intact')
      expect(everything().filter(path => path.startsWith('addons/french/1.0.0'))).to.deep.equal([
        'addons/french/1.0.0',
        'addons/french/1.0.0/messages.json',
      ])
    })

  it('are altered when the disk cannot read one of them, and the panel goes on', async () => {
    const placed = await put(archives(), 'french')
    const broken = archives({ open: breaking('EIO', 1) })
    expect(await broken.state(placed)).to.equal('altered')
  })

  it('are not fetched when archive or list are said to be larger than any may be', async () => {
    const { addon, entry } = listed('french')
    const endless = { ...entry, archive: { ...entry.archive, length: 60_000_000 } }
    const crowded = { ...entry, release: { ...entry.release, length: 5_000_000 } }
    const asked = shop.asked.length
    for (const one of [endless, crowded])
      expect(await codeOf(archives().download('work-1', addon, one))).to.equal('archive-refused')
    expect(shop.asked.length).to.equal(asked)
  })

  it('replace altered files whole, and only where the folder is ours', async () => {
    const from = archives()
    const { addon, entry } = listed('french')
    const placed = await put(from, 'french')
    writeFileSync(join(folder, 'addons/french/1.0.0/messages.json'), 'altered')
    await from.download('work-2', addon, entry)
    expect(await codeOf(from.unpack('work-2', placed, false))).to.equal('by-hand')
    await from.unpack('work-2', placed, true)
    expect(await from.state(placed)).to.equal('intact')
    expect(readdirSync(join(folder, 'trash'))).to.deep.equal([])
  })

  const faults: [string, string, Partial<Files>][] = [
    ['a full disk', 'disk-full', { statfs: fullDisk() }],
    ['a disk that fills up in the middle', 'disk-full', { open: breaking('ENOSPC', 2) }],
    [
      'a disk that can only be read',
      'disk-read-only',
      { mkdir: (): Promise<never> => Promise.reject(failing('EROFS')) },
    ],
    ['a folder that belongs to somebody else', 'disk-read-only', { open: breaking('EACCES', 1) }],
    ['a broken disk', 'disk-trouble', { open: breaking('EIO', 3) }],
    ['a rename that fails', 'disk-trouble', { rename: () => Promise.reject(failing('EIO')) }],
  ]
  for (const [title, code, files] of faults)
    it(`are given up on ${title}, with a name for it, and the space is given back`, async () => {
      const from = archives(files)
      expect(await codeOf(put(from, 'french'))).to.equal(code)
      await archives().giveBack('work-1')
      expect(everything().filter(name => /json|tgz/.test(name))).to.deep.equal([])
    })

  it('stop at once when the panel stops, however slow the catalogue is', async () => {
    shop.misbehave(() => 'hang')
    const stopping = new AbortController()
    const { addon, entry } = listed('french')
    const download = codeOf(archives({}, stopping.signal).download('work-1', addon, entry))
    stopping.abort()
    expect(await download).to.equal('out-of-reach')
    shop.behave()
  })

  it('are swept: what no open operation and no installation names, but never what somebody else put there', async () => {
    const from = archives()
    await put(from, 'french')
    await put(from, 'german', 'work-2')
    for (const path of [
      'staging/dead-1',
      'downloads/dead-1',
      'downloads/alive-2',
      'trash/x',
      'addons/mine/1.0.0',
    ])
      mkdirSync(join(folder, path), { recursive: true })
    await from.sweep({
      operations: () => Promise.resolve(['alive']),
      placed: [{ addon: 'french', version: '1.0.0' }],
      isOurs: addon => Promise.resolve(addon === 'german'),
    })
    const left = everything()
    expect(left).to.include.members(['downloads/alive-2', 'addons/french/1.0.0', 'addons/mine/1.0.0'])
    for (const gone of ['staging/dead-1', 'downloads/dead-1', 'addons/german/1.0.0', 'trash/x'])
      expect(left).not.to.include(gone)
  })
})

function deepFile(folder: string) {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'main.js'), '')
}

function fullDisk(): Files['statfs'] {
  const statfs = async (path: string) => Object.assign(await nodeFiles.statfs(path), { bavail: 1 })
  return statfs as Files['statfs']
}

/** Opens files until the n-th, which fails. */
function breaking(code: string, n: number): Files['open'] {
  let count = 0
  return (...args) => ((count += 1) < n ? nodeFiles.open(...args) : Promise.reject(failing(code)))
}
