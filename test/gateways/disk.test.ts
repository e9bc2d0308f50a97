import { mkdtempSync, rmSync } from 'node:fs'
import * as nodeFiles from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { type Disk, diskIn, type Files } from '../../gateways/disk.ts'

describe('The disk', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'souk-disk-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const say = (text: string) => (handle: nodeFiles.FileHandle) => handle.writeFile(text)

  /** What has changed and is not on the platter yet, after some work on a disk that keeps count. */
  const unsynced = async (work: (disk: Disk) => Promise<void>) => {
    const { files, atRisk } = watched()
    await work(diskIn(folder, files))
    return atRisk().map(path => path.slice(folder.length + 1))
  }

  it('has every new folder on the platter, however many there are above it', async () => {
    const left = await unsynced(disk => disk.folder(disk.within('a/b/c')))
    expect(left).to.deep.equal([])
  })

  it('has the bytes of a file on the platter before they get their name, and the name after it', async () => {
    let before: string[] = []
    const left = await unsynced(async disk => {
      await disk.folder(disk.within('staging/work'))
      await disk.write(disk.within('staging/work/main.js'), 0o600, say('hello'))
      await disk.sync(disk.within('staging/work'))
      await disk.move(disk.within('staging/work'), disk.within('addons/french/1.0.0'))
      before = await nodeFiles.readdir(join(folder, 'staging'))
    })
    expect(before).to.deep.equal([])
    expect(left).to.deep.equal([])
  })

  it('leaves it to the caller to sync the folders of something unfinished', async () => {
    const left = await unsynced(async disk => {
      await disk.folder(disk.within('staging'))
      await disk.looseFolder(disk.within('staging/work/lib'))
    })
    expect(left).to.have.members(['staging', 'staging/work'])
  })

  it('works in a folder that is named from where the panel runs', async () => {
    const before = process.cwd()
    process.chdir(folder)
    try {
      const disk = diskIn('data')
      await disk.folder(disk.within('a/b'))
      await disk.write(disk.within('a/b/c'), 0o600, say('hello'))
      expect(await disk.under(disk.within('.'), 10)).to.have.members(['a/', 'a/b/', 'a/b/c'])
    } finally {
      process.chdir(before)
    }
  })

  it('names a disk that fails while it is only looked at, too', async () => {
    const broken = () => Promise.reject(Object.assign(new Error('EIO'), { code: 'EIO' }))
    const disk = diskIn(folder, { ...nodeFiles, readFile: broken, statfs: broken, readdir: broken })
    for (const look of [() => disk.read('x'), () => disk.free(), () => disk.under(folder, 10)])
      expect(await look().catch(String)).to.include('disk-trouble')
  })
})

/** Node's file system, with a list of the files and folders that a power cut might take back now. */
function watched() {
  const risky = new Set<string>()
  const files = {
    ...nodeFiles,
    async mkdir(path: string, options: { recursive: true }) {
      const first = await nodeFiles.mkdir(path, options)
      if (first === undefined) return first
      for (let one = path; one.length >= first.length; one = dirname(one)) risky.add(dirname(one))
      return first
    },
    async open(path: string, flags: string, mode?: number) {
      const handle = await nodeFiles.open(path, flags, mode)
      if (flags !== 'r') for (const one of [path, dirname(path)]) risky.add(one)
      const sync = handle.sync.bind(handle)
      handle.sync = async () => {
        await sync()
        risky.delete(path)
      }
      return handle
    },
    async rename(from: string, to: string) {
      for (const one of risky)
        if (one === from || one.startsWith(`${from}/`)) throw new Error(`${one} is not synced yet`)
      await nodeFiles.rename(from, to)
      for (const one of [from, to]) risky.add(dirname(one))
    },
  } as unknown as Files
  return { files, atRisk: () => [...risky] }
}
